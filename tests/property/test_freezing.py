"""Whatever was claimed and decided: what holds of the edition frozen from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from sousveil.decisions.verdicts import Verdicts, fold_verdicts
from sousveil.editions.comparison import Change, Kind, compare_editions
from sousveil.editions.opening import Edition
from sousveil.editions.search_effort import from_row
from sousveil.model.claim import Claim, ClaimStatus
from sousveil.model.collection import FinishedRun, SearchEffort
from sousveil.model.decision import GENESIS_HASH, Action, Decision, LogEntry
from sousveil.model.evidence import Evidence

FreezeLog = Callable[..., Edition]

UNITS = ("CHN", "KEN", "USA")
CODED = ("smart_city", "facial_recognition")
COUNTING = {"pilot", "procured", "deployed"}
SAYING = [action for action in Action if action is not Action.WITHDRAW]


class Log(NamedTuple):
    """Claims, and decisions on some of them in order."""

    claims: list[Claim]
    decisions: list[Decision]


evidence = st.builds(
    lambda source, quote: Evidence(
        source_id=f"s{source + 1}",
        snapshot_sha256=str(source) * 64,
        locator="char=0,9",
        quote=quote,
    ),
    st.integers(0, 2),
    st.sampled_from(("cameras", "faces, seen", 'a "platform"', "two\nlines", "相机")),
)
claims = st.builds(
    Claim,
    country_iso3=st.sampled_from(UNITS),
    technology_code=st.sampled_from((*CODED, "other")),
    vendor_id=st.sampled_from((None, "huawei", "nec", "new-vendor")),
    supplier_iso3=st.sampled_from((None, "CHN")),
    place=st.sampled_from((None, "Nairobi")),
    status=st.sampled_from(ClaimStatus),
    made_by=st.just("coder"),
    made_by_version=st.just("1"),
    evidence=st.lists(evidence, min_size=1, max_size=3, unique_by=lambda e: e.source_id).map(tuple),
)
recodings = st.sampled_from(
    (
        (("country_iso3", "USA"),),
        (("status", "denied"),),
        (("status", "deployed"), ("technology_code", "smart_city")),
        (("vendor_id", "nec"),),
    )
)


efforts = st.lists(
    st.builds(
        FinishedRun,
        run_id=st.integers(0, 9).map(lambda number: f"run_{number}"),
        channel_kind=st.just("folder"),
        channel_name=st.sampled_from(("reports", "two words; and more")),
        effort=st.builds(
            SearchEffort,
            query=st.sampled_from((None, 'cameras, "faces"', "two\nlines")),
            languages=st.sampled_from(((), ("sw",), ("en", "sw"))),
            countries=st.sampled_from(((), ("KEN",), ("CHN", "KEN"), ("FRA",))),
        ),
        documents_read=st.integers(0, 3),
        finished_at=st.sampled_from(("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")),
    ),
    max_size=4,
    unique_by=lambda run: run.run_id,
)


@st.composite
def logs(draw: st.DrawFn) -> Log:
    made = draw(st.lists(claims, max_size=8, unique_by=lambda claim: claim.claim_id))
    decisions = []
    if made:
        for claim in draw(st.lists(st.sampled_from(made), max_size=14)):
            action = draw(st.sampled_from(SAYING))
            decisions.append(
                Decision(
                    claim_id=claim.claim_id,
                    action=action,
                    coder=draw(st.sampled_from(("ada", "ben"))),
                    reason=draw(st.sampled_from(("read it", 'says "no", twice'))),
                    decided_at="2026-01-01T00:00:00Z",
                    changes=draw(recodings) if action is Action.RECODE else (),
                )
            )
    return Log(made, decisions)


def files_of(edition: Edition) -> dict[str, bytes]:
    paths = (path for path in edition.folder.rglob("*") if path.is_file())
    return {str(path.relative_to(edition.folder)): path.read_bytes() for path in paths}


def last_word(log: Log) -> dict[str, tuple[Claim, Action]]:
    """Give each decided claim as it stands after all decisions, worked out one by one."""
    by_id = {claim.claim_id: claim for claim in log.claims}
    standing = {}
    for decision in log.decisions:
        claim = by_id[decision.claim_id]
        if decision.action is Action.RECODE:
            claim = claim.recoded(dict(decision.changes))
        standing[decision.claim_id] = (claim, decision.action)
    return standing


def supporting_sources(log: Log) -> dict[tuple[str, str | None], set[str]]:
    sources: dict[tuple[str, str | None], set[str]] = {}
    for claim, action in last_word(log).values():
        if action in {Action.ACCEPT, Action.RECODE} and claim.status.value in COUNTING:
            cell = (claim.country_iso3, claim.technology_code)
            sources.setdefault(cell, set()).update(e.source_id for e in claim.evidence)
    return sources


@settings(derandomize=True, deadline=None, max_examples=25)
@given(log=logs(), data=st.data())
def test_the_same_log_gives_the_same_bytes_in_whatever_order_its_claims_were_stored(
    freeze_log: FreezeLog, log: Log, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(log.claims))
    first, again = freeze_log(log.claims, log.decisions), freeze_log(shuffled, log.decisions)
    assert files_of(first) == files_of(again)
    assert len(files_of(first)) == 17 * 2 + 3


@settings(derandomize=True, deadline=None, max_examples=100)
@given(log=logs(), data=st.data())
def test_replaying_a_log_in_any_batches_gives_the_same_verdicts(
    log: Log, data: st.DataObject
) -> None:
    entries: list[LogEntry] = []
    for number, decision in enumerate(log.decisions, start=1):
        previous = entries[-1].entry_hash if entries else GENESIS_HASH
        entries.append(LogEntry.following(number, previous, decision))
    whole, replayed = fold_verdicts(entries), Verdicts()
    while entries:
        size = data.draw(st.integers(0, len(entries)))
        replayed.apply(entries[:size])
        del entries[:size]
        if size == 0:
            replayed.apply([entries.pop(0)])
    standing = last_word(log)
    assert len(whole) == len(replayed) == len(standing)
    assert whole.head == replayed.head
    for claim in log.claims:
        verdict = whole.get(claim.claim_id)
        assert verdict == replayed.get(claim.claim_id)
        action = verdict.action if verdict else None
        assert action == standing.get(claim.claim_id, (None, None))[1]


@settings(derandomize=True, deadline=None, max_examples=30)
@given(log=logs(), minimum=st.integers(1, 3))
def test_a_cell_is_present_exactly_if_enough_sources_of_accepted_claims_stand_behind_it(
    freeze_log: FreezeLog, log: Log, minimum: int
) -> None:
    edition = freeze_log(log.claims, log.decisions, minimum_sources=minimum)
    sources = supporting_sources(log)
    cells = {(row["country_iso3"], row["technology_code"]): row for row in edition.rows("cells")}
    assert set(cells) == {(unit, technology) for unit in UNITS for technology in CODED}
    for key, row in cells.items():
        assert row["source_count"] == len(sources.get(key, ()))
        assert row["is_present"] == (len(sources.get(key, ())) >= minimum)


@settings(derandomize=True, deadline=None, max_examples=30)
@given(log=logs())
def test_behind_every_present_cell_the_editions_own_files_have_an_accepted_claim_with_evidence(
    freeze_log: FreezeLog, log: Log
) -> None:
    edition = freeze_log(log.claims, log.decisions)
    quoted: dict[str, list[str]] = {}
    for row in edition.rows("evidence"):
        quoted.setdefault(row["claim_id"], []).append(row["quote"])
    claimed = list(edition.rows("claims"))
    assert set(quoted) == {row["claim_id"] for row in claimed}
    for cell in edition.rows("cells"):
        behind = [
            row
            for row in claimed
            if (row["country_iso3"], row["technology_code"])
            == (cell["country_iso3"], cell["technology_code"])
            and row["is_counted"]
        ]
        assert len(behind) == cell["claim_count"]
        assert bool(behind) == cell["is_present"]
        assert all(quoted[row["claim_id"]] for row in behind)


@settings(derandomize=True, deadline=None, max_examples=30)
@given(
    log=logs(),
    reason=st.sampled_from(("not_searched", "not_ticked_in_published_table")),
    runs=efforts,
    minimum=st.integers(1, 3),
)
def test_every_blank_says_why_by_its_claims_first_and_then_by_what_was_searched(
    freeze_log: FreezeLog, log: Log, reason: str, runs: list[FinishedRun], minimum: int
) -> None:
    edition = freeze_log(
        log.claims, log.decisions, blank_reason=reason, minimum_sources=minimum, runs=runs
    )
    rejected = {
        (claim.country_iso3, claim.technology_code)
        for claim, action in last_word(log).values()
        if action is Action.REJECT
    }
    accepted = {
        (claim.country_iso3, claim.technology_code)
        for claim, action in last_word(log).values()
        if action in {Action.ACCEPT, Action.RECODE}
    }
    sources = supporting_sources(log)
    searched = {iso3 for run in runs if run.documents_read for iso3 in run.effort.countries}
    for row in edition.rows("cells"):
        key = (row["country_iso3"], row["technology_code"])
        count = len(sources.get(key, ()))
        if count >= minimum:
            expected = None
        elif key in accepted:
            expected = "evidence_insufficient"
        elif key in rejected:
            expected = "evidence_rejected"
        elif reason == "not_searched" and key[0] in searched:
            expected = "searched_nothing_found"
        else:
            expected = reason
        assert row["blank_reason"] == expected


@settings(derandomize=True, deadline=None, max_examples=25)
@given(runs=efforts, data=st.data())
def test_runs_in_whatever_order_give_the_same_bytes_and_come_back_as_they_were(
    freeze_log: FreezeLog, runs: list[FinishedRun], data: st.DataObject
) -> None:
    first = freeze_log([], [], runs=runs)
    again = freeze_log([], [], runs=data.draw(st.permutations(runs)))
    assert files_of(first) == files_of(again)
    told = [from_row(row) for row in first.rows("search_effort")]
    assert told == sorted(runs, key=lambda run: (run.finished_at, run.run_id))


@settings(derandomize=True, deadline=None, max_examples=30)
@given(log=logs())
def test_supply_links_are_those_of_the_claims_that_count(freeze_log: FreezeLog, log: Log) -> None:
    expected: dict[tuple[Any, ...], int] = {}
    for claim, action in last_word(log).values():
        counts = action in {Action.ACCEPT, Action.RECODE} and claim.status.value in COUNTING
        if counts and (claim.vendor_id or claim.supplier_iso3):
            link = (
                claim.country_iso3,
                claim.vendor_id,
                claim.supplier_iso3,
                claim.technology_code,
            )
            expected[link] = expected.get(link, 0) + 1
    found = {
        (
            row["country_iso3"],
            row["vendor_id"],
            row["supplier_iso3"],
            row["technology_code"],
        ): row["claim_count"]
        for row in freeze_log(log.claims, log.decisions).rows("supply")
    }
    assert found == expected


@settings(derandomize=True, deadline=None, max_examples=20)
@given(before=logs(), after=logs())
def test_an_edition_equals_itself_and_what_one_gains_the_other_loses(
    freeze_log: FreezeLog, before: Log, after: Log
) -> None:
    old, new = (freeze_log(log.claims, log.decisions) for log in (before, after))
    assert compare_editions(old, old) == ()
    there, back = compare_editions(old, new), compare_editions(new, old)
    turned = {Kind.GAINED: Kind.LOST, Kind.LOST: Kind.GAINED}

    def names(changes: tuple[Change, ...]) -> set[tuple[Any, ...]]:
        return {(c.subject, c.kind, c.country_iso3, c.subject_id) for c in changes}

    assert names(there) == {(s, turned[k], country, name) for s, k, country, name in names(back)}
    cells = [
        {(r["country_iso3"], r["technology_code"]) for r in e.rows("cells") if r["is_present"]}
        for e in (old, new)
    ]
    gained = {
        (c.country_iso3, c.subject_id) for c in there if (c.subject, c.kind) == ("cell", "gained")
    }
    assert gained == cells[1] - cells[0]
    assert len(names(there)) == len(there)


@settings(derandomize=True, deadline=None, max_examples=20)
@given(log=logs())
def test_csv_and_parquet_of_every_table_hold_the_same_rows(freeze_log: FreezeLog, log: Log) -> None:
    edition = freeze_log(log.claims, log.decisions)
    with edition.connect() as connection:
        for name, table in edition.tables.items():
            result = connection.execute(f"SELECT * FROM {name}")
            assert [column[0] for column in result.description or ()] == list(table.column_names)
            assert result.fetchall() == [tuple(row.values()) for row in edition.rows(name)]
