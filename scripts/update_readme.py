"""Put into README.md what the commands named there print.

Run: python -m scripts.update_readme
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"<!-- begin: (?P<command>[^\n]+) -->\n.*?<!-- end -->", re.DOTALL)


def main() -> None:
    """Rewrite README.md in place."""
    text = README.read_text(encoding="utf-8")
    README.write_text(BLOCK.sub(lambda m: fill(m["command"]), text), encoding="utf-8")


def fill(command: str) -> str:
    """Return a block with the output of its command."""
    return f"<!-- begin: {command} -->\n```text\n{run(command)}\n```\n<!-- end -->"


def run(command: str) -> str:
    """Run a ``sousveil`` command line in a fresh workspace and return what it prints."""
    words = shlex.split(command)
    settings = dict(word.split("=", 1) for word in words if re.fullmatch(r"[A-Z]+=\w+", word))
    arguments = words[len(settings) + 1 :]
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", "sousveil", "--home", home, *arguments],
            env=os.environ | settings,
            capture_output=True,
            check=True,
            encoding="utf-8",
        )
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()).strip()


if __name__ == "__main__":
    main()
