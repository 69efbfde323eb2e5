"""Kill processes in the middle of deciding, and see that every decision they were told of is there.

    .venv/bin/python -m scripts.kill_decisions --kills 50 --decisions 1000

A coder's process takes claims and decides on them, and says so line by line when a decision
was acknowledged. It is killed (SIGKILL) at a moment that it does not know; another goes on.
At the end the log is read: every acknowledged entry is in it, the chain verifies, no claim was
decided on twice, and the queue knows what is decided.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sousveil.data import read_bundled
from sousveil.decisions.verdicts import Standing
from sousveil.model.claim import Claim
from sousveil.model.decision import Action
from sousveil.model.evidence import Evidence
from sousveil.model.proposal import Proposal
from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.model.source import Snapshot, Source, SourceKind
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.queueing import QueueFilter, list_queue, next_claim
from sousveil.pipeline.workbench import open_workbench
from sousveil.settings import Settings
from sousveil.store.claim_store import add_claims, add_source
from sousveil.store.decision_log import DecisionLog
from sousveil.store.documents import DocumentStore, StoredDocument
from sousveil.store.proposal_store import add_proposals

COUNTRIES = ("AGO", "BRA", "CHN", "DEU", "EGY", "FRA", "GHA", "HUN", "IND", "JPN")
_SHA256 = "ef" * 32
_AT = "2026-01-01T00:00:00Z"
_BEFORE = 1000  # characters of a document before the sentence that is cited


def fill_queue(settings: Settings, claims: int) -> None:
    """Put some claims into an empty workspace, each proposed by an extractor of its document."""
    documents = [make_document(number) for number in range(claims)]
    with DocumentStore(settings.home).writing("run_1") as writer:
        for document in documents:
            writer.write(document)
    source = Source(source_id="src_1", kind=SourceKind.MEDIA_REPORT, title="T", language="en")
    snapshot = Snapshot(
        sha256=_SHA256,
        source_id="src_1",
        media_type="text/plain",
        size_bytes=1,
        retrieved_at=_AT,
    )
    made = [
        Claim(
            country_iso3=COUNTRIES[number % 10],
            technology_code=("facial_recognition", "smart_city")[number % 2],
            made_by="rules",
            made_by_version="1",
            evidence=(
                Evidence(
                    source_id="src_1",
                    snapshot_sha256=_SHA256,
                    locator=f"char={_BEFORE},{_BEFORE + len(_quote(number))}",
                    quote=_quote(number),
                ),
            ),
        )
        for number in range(claims)
    ]
    proposals = [
        Proposal(
            claim_id=claim.claim_id,
            document_id=documents[number].document_id,
            extractor="rules",
            version="1",
            confidence=(number * 7919 % 1000) / 1000,
            proposed_at=_AT,
        )
        for number, claim in enumerate(made)
    ]
    with (
        open_workbench(settings, codebook_for_one(settings.home)) as bench,
        bench.database.writing() as connection,
    ):
        add_source(connection, source, snapshot)
        add_claims(connection, made)
        add_proposals(connection, proposals)


def codebook_for_one(home: Path) -> str:
    """Return a file of the living codebook by which one coder decides on each claim."""
    home.mkdir(parents=True, exist_ok=True)
    text = read_bundled("codebooks/sousveil.yaml").decode()
    lines = [line for line in text.splitlines() if not line.startswith("double_coding")]
    path = home / "codebook-for-one.yaml"
    if not path.is_file():
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return str(path)


def make_document(number: int) -> StoredDocument:
    """Return a page of some 3,000 characters, the claim's sentence in it, the rest any words."""
    chance = random.Random(number)
    words = " ".join(f"word{chance.randrange(2000)}" for _ in range(350))
    text = f"{words[:_BEFORE]}{_quote(number)}. {words[_BEFORE:]}"
    return StoredDocument(
        snapshot_sha256=f"{number:064x}",
        name=f"https://news.example/{number}",
        reading=ReadResult(
            reader="text", reader_version="1", status=ReadStatus.READ, text=text, language="en"
        ),
        retrieved_at=_AT,
        source_kind=SourceKind.MEDIA_REPORT,
        channel_id="chn_1",
        run_id="run_1",
    )


def _quote(number: int) -> str:
    return f"sentence {number}"


def decide_until_killed(settings: Settings, coder: str) -> None:
    """Decide on claim after claim; each line tells of one decision that was acknowledged."""
    with open_workbench(settings, codebook_for_one(settings.home)) as bench:
        while (claim_id := next_claim(bench, QueueFilter(), coder)) is not None:
            entry = decide(bench, claim_id, Coding(action=Action.ACCEPT), coder)
            print(entry.number, entry.entry_hash, flush=True)


def kill_once(settings: Settings, coder: str, after: int, delay: float) -> dict[int, str]:
    """Kill a deciding process some seconds after some decisions; return what it was told of."""
    command = [sys.executable, "-m", "scripts.kill_decisions", "--victim", coder]
    command += ["--home", str(settings.home), "--database", settings.database_url]
    told: dict[int, str] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as victim:
        lines = victim.stdout
        if lines is None:
            raise RuntimeError("the process has no output")
        for line in lines:
            number, _, entry_hash = line.strip().partition(" ")
            told[int(number)] = entry_hash
            if len(told) == after:
                time.sleep(delay)
                victim.send_signal(signal.SIGKILL)
    # The rest that it said before it died was read by the loop above; half a line is no word.
    return told


def check_decisions(settings: Settings, told: dict[int, str]) -> int:
    """Read the log and hold it against what was told; return how many entries it has.

    Raises:
        LogCorrupt: the chain does not verify.
        AssertionError: an acknowledged decision is not there, or a claim was decided twice.
    """
    with open_workbench(settings, codebook_for_one(settings.home)) as bench:
        with bench.database.reading() as connection:
            entries = list(DecisionLog(connection).read())
        by_number = {entry.number: entry.entry_hash for entry in entries}
        lost = {number for number in told if by_number.get(number) != told[number]}
        if lost:
            raise AssertionError(f"acknowledged and not in the log: {sorted(lost)}")
        claims = [entry.decision.claim_id for entry in entries]
        if len(set(claims)) != len(claims):
            raise AssertionError("a claim was decided on twice")
        decided = list_queue(bench, QueueFilter(standing=Standing.DECIDED), "nobody").total
        if decided != len(entries):
            raise AssertionError(f"the queue knows {decided} of {len(entries)} decisions")
    return len(entries)


def run(settings: Settings, kills: int, decisions: int, seed: int) -> tuple[int, int]:
    """Kill some processes over some decisions; return how many were told of and are in the log."""
    chance = random.Random(seed)  # moments, not secrets
    told: dict[int, str] = {}
    for number in range(kills):
        after = max(1, decisions // kills)
        told |= kill_once(settings, f"coder-{number}", after, chance.uniform(0, 0.02))
    return len(told), check_decisions(settings, told)


def main() -> None:
    """Run the test, or be the process that is killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--decisions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--database")
    parser.add_argument("--victim")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder, "home")
        settings = Settings(
            home=home, database_url=given.database or f"sqlite:///{home / 'sousveil.db'}"
        )
        if given.victim:
            decide_until_killed(settings, given.victim)
            return
        fill_queue(settings, given.decisions + given.kills * 50)
        told, found = run(settings, given.kills, given.decisions, given.seed)
    print(f"{given.kills} processes killed; {told} decisions acknowledged, {found} in the log")


if __name__ == "__main__":
    main()
