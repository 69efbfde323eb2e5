"""Hold the locked dependencies against the public database of known vulnerabilities.

Run: python -m scripts.audit_dependencies [--lock requirements/dev.lock]

Ends with status 1 where a locked version has a known vulnerability, and where the audit itself
is broken. Where no database is to be reached (as on a machine without the open net) it says
that nothing was audited, and ends with status 0: that is no finding, and no clean bill either.
One package is asked about first, so that a database that is not there is asked once.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_REQUIREMENT = re.compile(r"^\S+==(?:.*\\\n)*.*\n", re.MULTILINE)
_NO_CONNECTION = ("your network may be blocking", "requests.exceptions.", "Max retries exceeded")


class Audit(NamedTuple):
    """What an audit found: vulnerabilities, in a line each, and packages it was told nothing of."""

    vulnerable: tuple[str, ...]
    unknown: tuple[str, ...]
    audited: int

    @property
    def is_unreached(self) -> bool:
        """Whether it was told nothing at all."""
        return not self.audited


def main() -> int:
    """Audit the lock file; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lock", type=Path, default=Path("requirements/dev.lock"))
    return report(audit(parser.parse_args().lock.read_text(encoding="utf-8"), ask_pip_audit))


def audit(lock: str, ask: Callable[[str], list[dict[str, Any]]]) -> Audit:
    """Audit every package of a lock file, after one of them was known to the database."""
    first = _REQUIREMENT.search(lock)
    if first is None:
        raise SystemExit("the lock file names no package")
    probe = _read_answer(ask(first[0]))
    return probe if probe.is_unreached else _read_answer(ask(lock))


def report(found: Audit) -> int:
    """Print what was found; return the exit status."""
    if found.is_unreached:
        print("no database of vulnerabilities could be reached: nothing was audited")
        return 0
    for line in found.vulnerable:
        print(line)
    if found.unknown:
        print(f"unknown to the database: {', '.join(found.unknown)}")
    print(f"{found.audited} packages audited, {len(found.vulnerable)} vulnerabilities known")
    return 1 if found.vulnerable else 0


def ask_pip_audit(lock: str) -> list[dict[str, Any]]:
    """Return what pip-audit says of each package of a lock; nothing where it reaches nobody."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "requirements.lock")
        file.write_text(lock, encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(file)]
        command += ["--require-hashes", "--disable-pip", "--format", "json"]
        command += ["--progress-spinner", "off"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        dependencies: list[dict[str, Any]] = json.loads(run.stdout)["dependencies"]
    except (ValueError, KeyError) as error:
        if any(sign in run.stderr for sign in _NO_CONNECTION):
            return []
        raise SystemExit(f"pip-audit failed:\n{run.stderr}") from error
    return dependencies


def _read_answer(dependencies: list[dict[str, Any]]) -> Audit:
    known = [one for one in dependencies if "skip_reason" not in one]
    vulnerable = (
        f"{one['name']} {one['version']}: {found['id']}"
        f" (mended in {', '.join(found['fix_versions']) or 'no version yet'})"
        for one in known
        for found in one["vulns"]
    )
    unknown = tuple(one["name"] for one in dependencies if "skip_reason" in one)
    return Audit(vulnerable=tuple(vulnerable), unknown=unknown, audited=len(known))


if __name__ == "__main__":
    sys.exit(main())
