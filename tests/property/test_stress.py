"""Whatever was claimed and decided: an edition replayed without something is the one frozen without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.test_freezing import SAYING, claims, efforts, recodings

from sousveil.editions.opening import Edition
from sousveil.findings.stress.grid import load_grid
from sousveil.findings.stress.reading import REMADE
from sousveil.findings.stress.replay import Replay, open_replay
from sousveil.model.claim import Claim, Financing, FinancingKind
from sousveil.model.decision import Action, Decision
from sousveil.model.evidence import Evidence
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.model.source import SourceCluster

if TYPE_CHECKING:
    from sousveil.findings.stress.variation import Variation

FreezeLog = Callable[..., Edition]
Table = Counter[tuple[Any, ...]]

WITHOUT_IDS = {
    "claims": ("claim_id", "not_counted_because", "decision_number"),
    "evidence": ("claim_id", "position"),
    "financing": ("claim_id",),
}
"""What differs between a claim and the same claim with less evidence, or is not made anew."""

WORKED_OUT = {"source", "vendor", "country", "vendor statements"}
"""The groups that ``leave_out`` below knows."""

CLUSTERS = (
    SourceCluster(source_id="s1", cluster_id="c", cluster_size=2),
    SourceCluster(source_id="s2", cluster_id="c", cluster_size=2),
)
RULES = ("", ", source_kinds: [media_report]", ", sources: [s1, s3]")

Log = tuple[list[Claim], dict[int, list[tuple[Action, tuple[tuple[str, str], ...]]]]]

safeguards = st.sampled_from(
    (
        None,
        None,
        Safeguard(kind=SafeguardKind.OVERSIGHT, finding=SafeguardFinding.ABSENT),
    )
)
financings = st.sampled_from((None, Financing(kind=FinancingKind.GRANT, lender="a bank")))


@st.composite
def logs(draw: st.DrawFn) -> Log:
    """Give claims that stay apart whatever evidence they lose, and what is said of each."""
    made = [
        evolve(claim, place=f"place {n}", safeguard=draw(safeguards), financing=draw(financings))
        for n, claim in enumerate(draw(st.lists(claims, max_size=10)))
    ]
    said: dict[int, list[tuple[Action, tuple[tuple[str, str], ...]]]] = {}
    for number in range(len(made)):
        actions = draw(st.lists(st.sampled_from(SAYING), max_size=2))
        said[number] = [
            (action, draw(recodings) if action is Action.RECODE else ()) for action in actions
        ]
    return made, said


def decide(made: list[Claim], said: dict[int, list[tuple[Action, Any]]]) -> list[Decision]:
    return [
        Decision(
            claim_id=claim.claim_id,
            action=action,
            coder="ada",
            reason="read it",
            decided_at="2026-01-01T00:00:00Z",
            changes=changes,
        )
        for number, claim in enumerate(made)
        for action, changes in said[number]
    ]


def leave_out(edition: Edition, made: list[Claim], variation: Variation) -> list[Claim | None]:
    """Give the claims with the evidence that is left, worked out claim by claim; None is gone."""
    rows = {row["claim_id"]: row for row in edition.rows("claims")}
    left: list[Claim | None] = []
    for claim in made:
        row = rows.get(claim.claim_id, {})
        kept = tuple(
            e
            for e in claim.evidence
            if not (variation.group == "source" and e.source_id == variation.thing)
            and not (variation.group == "vendor statements" and e.source_id == "s3")
        )
        is_named = variation.group == "vendor" and row.get("vendor_id") == variation.thing
        is_there = variation.left_out is not None and row.get("country_iso3") == variation.left_out
        left.append(
            evolve(claim, evidence=kept) if kept and not is_named and not is_there else None
        )
    return left


def of_edition(edition: Edition, name: str, left_out: str | None) -> Table:
    names = columns_of(edition, name)
    return Counter(
        tuple(row[n] for n in names)
        for row in edition.rows(name)
        if left_out is None or row.get("country_iso3") != left_out
    )


@settings(derandomize=True, deadline=None, max_examples=12)
@given(
    log=logs(),
    runs=efforts,
    minimum=st.integers(1, 2),
    rule=st.sampled_from(RULES),
    clusters=st.sampled_from(((), CLUSTERS)),
    data=st.data(),
)
def test_the_tables_under_a_variation_are_those_of_the_edition_frozen_from_what_is_left(
    freeze_log: FreezeLog,
    log: Log,
    runs: list[Any],
    minimum: int,
    rule: str,
    clusters: tuple[SourceCluster, ...],
    data: st.DataObject,
) -> None:
    made, said = log
    kinds = {"minimum_sources": minimum, "rule": rule, "runs": runs, "clusters": clusters}
    edition = freeze_log(made, decide(made, said), **kinds)
    with open_replay(edition, load_grid()) as replay:
        known = [v for v in replay.variations if v.group in WORKED_OUT]
        variation = data.draw(st.sampled_from(known))
        left = leave_out(edition, made, variation)
        kept = [number for number, claim in enumerate(left) if claim is not None]
        rest = [claim for claim in left if claim is not None]
        decisions = decide(rest, {n: said[number] for n, number in enumerate(kept)})
        again = freeze_log(rest, decisions, **kinds)
        for name in REMADE:
            found = of_replay(replay, edition, name, variation)
            expected = of_edition(again, name, variation.left_out)
            assert found == expected, (name, variation)
            if found != of_edition(edition, name, None):
                reading = replay.reading(f"SELECT * FROM {name}")
                assert variation in replay.touching(reading), (name, variation)


def of_replay(replay: Replay, edition: Edition, name: str, variation: Variation) -> Table:
    names = columns_of(edition, name)
    sql = f"SELECT {', '.join(names)} FROM {name}"
    reading = replay.reading(sql)
    columns, rows = replay.answer(sql, {}, reading, [variation], where="test")
    assert columns == tuple(names)
    return Counter(rows.get(variation.number, []))


def columns_of(edition: Edition, name: str) -> list[str]:
    left = WITHOUT_IDS.get(name, ())
    return [column for column in edition.tables[name].column_names if column not in left]


def test_a_story_stays_with_its_cell_until_the_last_of_its_sources_is_left_out(
    freeze_log: FreezeLog,
) -> None:
    told = [
        Claim(
            country_iso3="KEN",
            technology_code="smart_city",
            place=source_id,
            made_by="coder",
            made_by_version="1",
            evidence=(
                Evidence(
                    source_id=source_id,
                    snapshot_sha256=str(number) * 64,
                    locator="char=0,9",
                    quote="cameras",
                ),
            ),
        )
        for number, source_id in enumerate(("s1", "s2", "s3"))
    ]
    decisions = decide(told, {n: [(Action.ACCEPT, ())] for n in range(3)})
    edition = freeze_log(told, decisions, minimum_sources=2, clusters=CLUSTERS)
    sql = "SELECT source_count, cluster_count, is_present FROM cells WHERE is_present"
    with open_replay(edition, load_grid()) as replay:
        sources = [v for v in replay.variations if v.group == "source"]
        _, rows = replay.answer(sql, {}, replay.reading(sql), sources, where="test")
        found = {v.thing: rows.get(v.number, []) for v in sources}
    assert found == {"s1": [(2, 2, True)], "s2": [(2, 2, True)], "s3": []}
