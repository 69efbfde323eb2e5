"""Whatever coders write, the log comes back from its export to the byte."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sousveil.model.claim import Claim, Financing, FinancingKind
from sousveil.model.decision import Action, Decision, LogEntry
from sousveil.model.evidence import Evidence
from sousveil.model.journal import Event
from sousveil.model.source import Snapshot, Source, SourceKind
from sousveil.pipeline.exporting import export_log, import_log
from sousveil.pipeline.workspace import open_workspace
from sousveil.settings import Settings
from sousveil.store.claim_store import add_claims, add_source
from sousveil.store.decision_log import DecisionLog, append_decisions
from sousveil.store.journal import Journal, append_events

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
WORK = st.lists(
    st.tuples(TEXTS, TEXTS, st.sampled_from(["accept", "reject", "unsure"])), max_size=6
)
EVENTS = st.lists(st.tuples(TEXTS, TEXTS, st.dictionaries(TEXTS, JSON, max_size=3)), max_size=4)
AMOUNTS = st.floats(allow_nan=False, allow_infinity=False)


def fill(workspace: Settings, quotes: list[str], amount: float) -> list[str]:
    source = Source(source_id="src_1", kind=SourceKind.NGO_REPORT, title=quotes[0])
    snapshot = Snapshot(
        sha256="ab" * 32, source_id="src_1", media_type="text/plain", size_bytes=1, retrieved_at="t"
    )
    claims = {
        claim.claim_id: claim
        for claim in (
            Claim(
                country_iso3="KEN",
                technology_code="smart_city",
                place=quote,
                financing=Financing(kind=FinancingKind.LOAN, amount=amount, currency="USD"),
                made_by="coder",
                made_by_version="1",
                evidence=(
                    Evidence(
                        source_id="src_1",
                        snapshot_sha256="ab" * 32,
                        locator="char=0,1",
                        quote=quote,
                    ),
                ),
            )
            for quote in quotes
        )
    }
    with open_workspace(workspace) as database, database.writing() as connection:
        add_source(connection, source, snapshot)
        add_claims(connection, claims.values())
    return sorted(claims)


@given(quotes=st.lists(TEXTS, min_size=1, max_size=4), work=WORK, events=EVENTS, amount=AMOUNTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_exported_log_is_imported_and_exported_to_the_same_bytes(
    quotes: list[str],
    work: list[tuple[str, str, str]],
    events: list[tuple[str, str, dict[str, object]]],
    amount: float,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = (
            Settings(home=Path(folder, n), database_url=f"sqlite:///{folder}/{n}/s.db")
            for n in "ab"
        )
        ids = fill(first, quotes, amount)
        decisions = [
            Decision(
                claim_id=ids[number % len(ids)],
                action=Action(action),
                coder=coder,
                reason=reason,
                decided_at="2026-01-01T00:00:00Z",
            )
            for number, (coder, reason, action) in enumerate(work)
        ]
        happened = [
            Event(kind="a.b", subject_id=subject, actor=actor, at="t", payload=payload)
            for subject, actor, payload in events
        ]
        with open_workspace(first) as database, database.writing() as connection:
            append_decisions(connection, decisions)
            append_events(connection, happened)
        one, two = Path(folder, "1.jsonl"), Path(folder, "2.jsonl")
        summary = export_log(first, one)
        assert import_log(second, one) == summary
        assert export_log(second, two) == summary
        assert one.read_bytes() == two.read_bytes()
        with open_workspace(second) as database, database.reading() as connection:
            entries: list[LogEntry] = list(DecisionLog(connection).read())
            assert [entry.decision for entry in entries] == decisions
            assert [entry.event for entry in Journal(connection).read()] == happened
