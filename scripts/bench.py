"""Measure speed and memory, each beside a floor of the same run, so that ratios hold on any machine.

Run: python -m scripts.bench [--claims 1000000]

Every step runs in a process of its own, whose peak memory the system tells when it ends.
A target that is missed is printed as missed; nothing here fails for it.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sousveil.data import read_bundled
from sousveil.editions.opening import open_edition
from sousveil.findings.replication import replicate
from sousveil.model.claim import Claim
from sousveil.model.decision import Action, Decision
from sousveil.model.evidence import Evidence, TextSpan
from sousveil.model.source import Snapshot, Source, SourceKind
from sousveil.pipeline import freeze, open_workspace
from sousveil.settings import Settings, read_settings
from sousveil.store.claim_store import add_claims, add_source
from sousveil.store.decision_log import append_decisions
from sousveil.store.registers import load_codebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Connection

    from sousveil.store.database import Database


T = TypeVar("T")

MEBIBYTE = 1024**2
BATCHES = (1_000, 10_000)
CLAIMS_PER_SOURCE = 100
VENDORS = {"huawei": 49, "hikvision": 15, "nec": 14, "ibm": 10, "palantir": 9, "zte": 9, "cisco": 6}
TECHNOLOGIES = ("smart_city", "facial_recognition", "smart_policing")
ACTIONS = {"accept": 90, "reject": 5, "unsure": 3, "recode": 2}
DECIDED_AT = "2026-01-01T00:00:00Z"


class Line(NamedTuple):
    """A line of the table: ours, the floor it is held against, the target and whether it is met."""

    what: str
    ours: str
    floor: str = ""
    ratio: str = ""
    target: str = ""


class Measured(NamedTuple):
    """What a step says of itself, and what the system says of its process."""

    seconds: dict[str, float]
    peak_bytes: int


def main() -> None:
    """Run every step and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000_000, help="size of the synthetic log")
    parser.add_argument("--step", choices=sorted(STEPS), help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step is not None:
        print(json.dumps(STEPS[options.step](options.home, options.claims)))
        return
    with tempfile.TemporaryDirectory(prefix="sousveil-bench-") as folder:
        lines = [
            *_bench_bundled(Path(folder) / "bundled"),
            *_bench_synthetic(Path(folder) / "synthetic", options.claims),
            _bench_start(),
        ]
    _print_table(lines)


def _bench_bundled(home: Path) -> Iterator[Line]:
    run = _run_step("bundled", home, 0)
    for edition, seconds in run.seconds.items():
        yield Line(f"import and freeze {edition}, fresh workspace", f"{seconds:.2f} s")
    yield Line("  peak memory of both", _mebibytes(run.peak_bytes))


def _bench_synthetic(home: Path, count: int) -> Iterator[Line]:
    runs = {name: _run_step(name, home, count) for name in STEPS if name != "bundled"}
    seconds = {name: took for run in runs.values() for name, took in run.seconds.items()}

    def against(what: str, ours: str, floor: str, target: str = "") -> Line:
        ratio = f"{seconds[ours] / seconds[floor]:.1f}"
        return Line(what, f"{seconds[ours]:.1f} s", f"{seconds[floor]:.1f} s", ratio, target)

    yield against(
        f"insert {count:,} claims; floor: same rows, bare SQLite", "claims", "bare claims"
    )
    for size in BATCHES:
        rate, floor = (count // 2 / seconds[f"{name} {size}"] for name in ("decisions", "bare"))
        yield Line(
            f"append decisions by {size:,} a transaction; floor: same rows, bare SQLite",
            f"{rate:,.0f} /s",
            f"{floor:,.0f} /s",
            f"{floor / rate:.1f}",
            _target(rate >= 5_000, ">= 5,000 /s"),
        )
    yield against("freeze; floor: read and hash all rows with sqlite3", "freeze", "read and hash")
    yield Line("findings of the catalogue", f"{seconds['findings']:.1f} s")
    both = seconds["freeze"] + seconds["findings"]
    yield Line("freeze and findings", f"{both:.1f} s", target=_target(both < 60, "< 60 s"))
    peak = max(runs["freeze"].peak_bytes, runs["findings"].peak_bytes)
    yield Line(
        "  peak memory of either",
        _mebibytes(peak),
        target=_target(peak < 2048 * MEBIBYTE, "< 2,048 MiB"),
    )


def _bench_start() -> Line:
    _say("start-up")
    ours = _median_seconds([str(Path(sys.executable).with_name("sousveil")), "--help"])
    floor = _median_seconds([sys.executable, "-c", "pass"])
    return Line(
        "sousveil --help, median of 10; floor: python -c pass",
        f"{ours:.3f} s",
        f"{floor:.3f} s",
        f"{ours / floor:.1f}",
        _target(ours < 0.3, "< 0.3 s"),
    )


def _median_seconds(command: list[str]) -> float:
    taken = []
    for _ in range(10):
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _run_step(name: str, home: Path, count: int) -> Measured:
    """Run a step in a process of its own; ``wait4`` gives the peak of that process alone."""
    _say(name)
    command = [sys.executable, "-m", "scripts.bench", "--step", name, "--home", str(home)]
    process = subprocess.Popen([*command, "--claims", str(count)], stdout=subprocess.PIPE)
    if process.stdout is None:
        raise RuntimeError("the step's output is not to be had")
    with process.stdout as output:
        said = output.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"step {name} failed with exit status {process.returncode}")
    return Measured(seconds=json.loads(said), peak_bytes=usage.ru_maxrss * 1024)


def _freeze_bundled(home: Path, _count: int) -> dict[str, float]:
    settings = _settings(home)
    return {
        name: _timed(partial(freeze, settings, name, home / name))
        for name in ("aigs-2019", "aigs-2022")
    }


def _insert_claims(home: Path, count: int) -> dict[str, float]:
    taken = 0.0
    with open_workspace(_settings(home)) as database:
        with database.writing() as connection:
            for number in range(count // CLAIMS_PER_SOURCE + 1):
                source_id = f"report-{number}"
                source = Source(
                    source_id=source_id, kind=SourceKind.MEDIA_REPORT, title=source_id.title()
                )
                snapshot = Snapshot(
                    sha256=_snapshot_of(number),
                    source_id=source_id,
                    media_type="text/html",
                    size_bytes=145_000,
                    retrieved_at=DECIDED_AT,
                )
                add_source(connection, source, snapshot)
        for batch in _batches(_make_claims(count), 10_000):
            taken += _timed(partial(_write, database, add_claims, batch))
    return {"claims": taken}


def _append_decisions(home: Path, count: int) -> dict[str, float]:
    """Append one decision a claim, in any order: half in small transactions, half in large ones."""
    with sqlite3.connect(home / "sousveil.db") as plain:
        claim_ids = [row[0] for row in plain.execute("SELECT claim_id FROM claim ORDER BY 1")]
    plain.close()
    decisions = _make_decisions(claim_ids)
    taken = dict.fromkeys((f"decisions {size}" for size in BATCHES), 0.0)
    with open_workspace(_settings(home)) as database:
        for size in BATCHES:
            for batch in _batches(itertools.islice(decisions, count // 2), size):
                taken[f"decisions {size}"] += _timed(
                    partial(_write, database, append_decisions, batch)
                )
    return taken


def _freeze_synthetic(home: Path, _count: int) -> dict[str, float]:
    codebook = home / "bench.yaml"
    text = read_bundled("codebooks/aigs-2019.yaml").decode()
    codebook.write_text(text.replace("sources: [aigs-2019]", "sources: []"), encoding="utf-8")
    settings = _settings(home)
    return {"freeze": _timed(lambda: freeze(settings, str(codebook), home / "edition", _say))}


def _compute_findings(home: Path, _count: int) -> dict[str, float]:
    return {"findings": _timed(lambda: replicate(open_edition(home / "edition")))}


def _measure_floor(home: Path, count: int) -> dict[str, float]:
    """Read and hash every row with sqlite3 alone, and write the same rows into a bare database."""
    seconds = {}
    with (
        sqlite3.connect(home / "sousveil.db") as ours,
        sqlite3.connect(home / "bare.db", isolation_level=None) as bare,
    ):
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        seconds["read and hash"] = _timed(lambda: _hash_rows(ours))
        for table in ("claim", "evidence", "decision"):
            names = [column[0] for column in ours.execute(f"SELECT * FROM {table}").description]
            bare.execute(f"CREATE TABLE {table} ({', '.join(names)})")
        copied = {
            table: sum(_copy_rows(ours, bare, table, 10_000, count))
            for table in ("claim", "evidence")
        }
        seconds["bare claims"] = sum(copied.values())
        for size in BATCHES:
            seconds[f"bare {size}"] = sum(_copy_rows(ours, bare, "decision", size, count // 2))
    ours.close()
    bare.close()
    return seconds


def _hash_rows(database: sqlite3.Connection) -> None:
    for table in ("claim", "evidence", "decision"):
        for row in database.execute(f"SELECT * FROM {table}"):
            hashlib.sha256(repr(row).encode()).digest()


def _copy_rows(
    source: sqlite3.Connection, target: sqlite3.Connection, table: str, size: int, count: int
) -> Iterator[float]:
    """Copy rows by so many a transaction; give the seconds of each transaction, without reading."""
    cursor = source.execute(f"SELECT * FROM {table} LIMIT {count}")
    marks = ", ".join("?" * len(cursor.description))
    while rows := cursor.fetchmany(size):
        yield _timed(partial(_insert_bare, target, f"INSERT INTO {table} VALUES ({marks})", rows))


def _insert_bare(database: sqlite3.Connection, sql: str, rows: list[tuple[object, ...]]) -> None:
    database.execute("BEGIN IMMEDIATE")
    database.executemany(sql, rows)
    database.execute("COMMIT")


def _write(database: Database, add: Callable[[Connection, list[T]], object], rows: list[T]) -> None:
    with database.writing() as connection:
        add(connection, rows)


def _make_claims(count: int) -> Iterator[Claim]:
    """Give so many different claims, the same on every run."""
    units = load_codebook("aigs-2019").units
    chance = random.Random(2019)
    vendors = chance.choices(list(VENDORS), list(VENDORS.values()), k=1_000)
    for number in range(count):
        country, technology = chance.choice(units), chance.choice(TECHNOLOGIES)
        vendor = vendors[number % len(vendors)] if chance.random() < 0.6 else None
        source = number // CLAIMS_PER_SOURCE
        start = 200 * (number % CLAIMS_PER_SOURCE)
        quote = (
            f"Police in {country} said that the {technology} project no. {number} by {vendor} runs."
        )
        yield Claim(
            country_iso3=country,
            technology_code=technology,
            vendor_id=vendor,
            made_by="bench",
            made_by_version="1",
            evidence=(
                Evidence(
                    source_id=f"report-{source}",
                    snapshot_sha256=_snapshot_of(source),
                    locator=str(TextSpan(start=start, end=start + len(quote))),
                    quote=quote,
                ),
            ),
        )


def _make_decisions(claim_ids: list[str]) -> Iterator[Decision]:
    chance = random.Random(2022)
    chance.shuffle(claim_ids)
    actions = [Action(name) for name in ACTIONS]
    for number, claim_id in enumerate(claim_ids):
        action = chance.choices(actions, list(ACTIONS.values()))[0]
        yield Decision(
            claim_id=claim_id,
            action=action,
            coder=f"coder-{number % 7}",
            reason=f"read the report of case {number}: the quote says so",
            decided_at=DECIDED_AT,
            changes=(("vendor_id", "huawei"),) if action is Action.RECODE else (),
        )


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _settings(home: Path) -> Settings:
    return read_settings({}, home=str(home))


def _snapshot_of(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def _mebibytes(size: int) -> str:
    return f"{size / MEBIBYTE:,.0f} MiB"


def _target(is_met: bool, target: str) -> str:
    return f"{target}: {'met' if is_met else 'MISSED'}"


def _say(step: str) -> None:
    print(f"bench: {step}", file=sys.stderr, flush=True)


def _print_table(lines: Iterable[Line]) -> None:
    rows = [Line("measured", "ours", "floor", "ratio", "target"), *lines]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        print(
            "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        )


STEPS: dict[str, Callable[[Path, int], dict[str, float]]] = {
    "bundled": _freeze_bundled,
    "claims": _insert_claims,
    "decisions": _append_decisions,
    "freeze": _freeze_synthetic,
    "findings": _compute_findings,
    "floor": _measure_floor,
}

if __name__ == "__main__":
    main()
