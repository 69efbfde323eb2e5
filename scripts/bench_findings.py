"""How long findings, stress tests and a comparison take: of the bundled editions, and of large ones.

Run: python -m scripts.bench_findings [--claims 1000000] [--sources 5000]

The large edition is the living one with its claims, evidence and sources made up: a few countries,
technologies and vendors have most of the claims. It is compared with an earlier one that lacks a
twentieth of its claims, and in which one of fifty was still rejected. Each step runs in a process
of its own, and each of the bundled editions in one side by side; the system tells at the end what
the largest of them held at its peak. A target that is missed is printed as missed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.large_edition import make_large_edition
from sousveil.editions.causes import explain_changes
from sousveil.editions.comparison import compare_editions, compare_explanations
from sousveil.editions.manifest import read_manifest
from sousveil.editions.opening import Edition
from sousveil.findings.catalogue import load_catalogue
from sousveil.findings.computing import compute_findings
from sousveil.findings.statistics.computing import compute_statistics
from sousveil.findings.stress.grid import load_grid
from sousveil.findings.stress.running import stress_findings
from sousveil.pipeline import find_edition
from sousveil.settings import Settings, read_settings

if TYPE_CHECKING:
    from sousveil.model.progress import Progress

BUNDLED = ("aigs-2019", "aigs-2022")
LARGE, EARLIER, COMPARISON = "large", "earlier", "compare"
FINDINGS, STRESS, ELAPSED = "findings", "stress tests", "in all"
MEBIBYTE = 1024**2
BUNDLED_SECONDS, LARGE_SECONDS, LARGE_BYTES = 10.0, 120.0, 4096 * MEBIBYTE


def main() -> None:
    """Run every step and print its line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--sources", type=int, default=5_000)
    parser.add_argument("--step", choices=("bundled", LARGE, COMPARISON), help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step is not None:
        print(json.dumps(_compute(options.home, options.step)))
        return
    with tempfile.TemporaryDirectory(prefix="sousveil-bench-") as folder:
        home = Path(folder)
        settings = _settings(home)
        for name in (*BUNDLED, "sousveil"):
            find_edition(settings, name, _say)
        _say(f"making up {options.claims:,} claims")
        living = find_edition(settings, "sousveil", _say)
        _make_large(living, home, options.claims, options.sources)
        large = f"{options.claims:,} claims"
        _print("bundled editions", _run("bundled", home), BUNDLED_SECONDS)
        _print(large, _run(LARGE, home), LARGE_SECONDS)
        _print(f"{large}, edition compare", _run(COMPARISON, home), LARGE_SECONDS)


def _make_large(living: Edition, home: Path, claims: int, sources: int) -> None:
    """Make the large editions in a process of its own: those begun later take over this one's peak."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        for name in (LARGE, EARLIER):
            make = partial(make_large_edition, is_earlier=name == EARLIER)
            pool.submit(make, living, home / name, claims, sources).result()


def _compute(home: Path, step: str) -> dict[str, float]:
    settings = _settings(home)
    if step == LARGE:
        return _measure(_open(home / LARGE), settings)
    if step == COMPARISON:
        return _compare(_open(home / EARLIER), _open(home / LARGE))
    spawning = multiprocessing.get_context("spawn")
    begun = time.perf_counter()
    with ProcessPoolExecutor(len(BUNDLED), mp_context=spawning) as pool:
        both = list(pool.map(partial(_measure_bundled, home), BUNDLED))
    elapsed = time.perf_counter() - begun
    return {what: sum(one[what] for one in both) for what in both[0]} | {ELAPSED: elapsed}


def _measure_bundled(home: Path, name: str) -> dict[str, float]:
    settings = _settings(home)
    return _measure(find_edition(settings, name, _say), settings)


def _open(folder: Path) -> Edition:
    return Edition(folder=folder, manifest=read_manifest(folder))


def _compare(before: Edition, after: Edition) -> dict[str, float]:
    begun = time.perf_counter()
    changes = (*compare_editions(before, after), *compare_explanations(before, after))
    explained = explain_changes(before, after, changes)
    claims = {claim_id for one in explained for claim_id in one.claim_ids}
    _say(f"{len(explained):,} changes, for {len(claims):,} claims")
    return {ELAPSED: time.perf_counter() - begun}


def _measure(edition: Edition, settings: Settings) -> dict[str, float]:
    catalogue = load_catalogue(edition.manifest.codebook_id)
    find = cache(partial(find_edition, settings, progress=_say))
    begun = time.perf_counter()
    with edition.connect() as connection:
        compute_findings(connection, catalogue)
    compute_statistics(edition, catalogue, find)
    computed = time.perf_counter()
    test = stress_findings(edition, catalogue, find, load_grid(), _tell)
    ended = time.perf_counter()
    untried = sum(stress.untried for stress in test.findings)
    _say(f"{sum(n for _, n in test.groups)} variations; {untried} outcomes not tried")
    return {
        FINDINGS: computed - begun,
        STRESS: ended - computed,
        ELAPSED: ended - begun,
    }


def _run(step: str, home: Path) -> tuple[dict[str, float], float, int]:
    """Run a step in a process of its own; ``wait4`` gives the peak of that process alone."""
    command = [sys.executable, "-m", "scripts.bench_findings", "--step", step, "--home", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    if process.stdout is None:
        raise RuntimeError("the step's output is not to be had")
    with process.stdout as output:
        said = output.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"step {step} failed with exit status {process.returncode}")
    taken: dict[str, float] = json.loads(said)
    return taken, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def _print(what: str, run: tuple[dict[str, float], float, int], most: float) -> None:
    taken, processor, peak = run
    met = "met" if taken[ELAPSED] < most and peak < LARGE_BYTES else "MISSED"
    parts = [", ".join(f"{name} {seconds:.1f} s" for name, seconds in taken.items())]
    if STRESS in taken:
        parts.append(f"stress tests are {taken[STRESS] / taken[FINDINGS]:.1f} times the findings")
    parts.append(f"{processor:.1f} s of processor with start-up")
    parts.append(f"peak {peak / MEBIBYTE:,.0f} MiB")
    parts.append(f"< {most:.0f} s and < {LARGE_BYTES / MEBIBYTE:,.0f} MiB: {met}")
    print(f"{what}: {'; '.join(parts)}")


def _settings(home: Path) -> Settings:
    return read_settings({}, home=str(home / "workspace"))


def _say(step: str) -> None:
    print(f"... {step}", file=sys.stderr)


def _tell(progress: Progress) -> None:
    if progress.unit and progress.done % 10 == 0:
        _say(f"{progress.stage}: {progress.done} of {progress.total} {progress.unit}")


if __name__ == "__main__":
    main()
