"""Every change between two editions has its cause, and names the claims behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sousveil.data import read_bundled
from sousveil.editions.causes import Cause, ExplainedChange, count_causes, explain_changes
from sousveil.editions.comparison import Subject, compare_editions, compare_explanations
from sousveil.editions.freezing import Told, freeze_edition
from sousveil.editions.opening import open_edition
from sousveil.model.claim import Claim
from sousveil.model.collection import FinishedRun, SearchEffort
from sousveil.model.decision import Action, Decision
from sousveil.model.evidence import Evidence
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.model.source import Snapshot, Source, SourceCluster, SourceKind
from sousveil.pipeline import freeze, load_rules, open_workspace
from sousveil.settings import read_settings
from sousveil.store.claim_store import ClaimStore, add_claims, add_source
from sousveil.store.decision_log import DecisionLog, append_decisions

if TYPE_CHECKING:
    from pathlib import Path

BOOK = read_bundled("codebooks/sousveil.yaml").decode()


class Team:
    """A team's workspace: claims are made and decided on, and editions frozen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._settings = read_settings({}, home=str(folder / "home"))
        self._frozen = 0

    def claim(self, source_id: str, action: Action | None = Action.ACCEPT, **fields: Any) -> Claim:
        """Make a claim from a source of its own, and decide on it at once, if at all."""
        sha256 = source_id.encode().hex().ljust(64, "0")
        claim = Claim(
            evidence=(
                Evidence(
                    source_id=source_id, snapshot_sha256=sha256, locator="char=0,1", quote="w"
                ),
            ),
            **{
                "country_iso3": "KEN",
                "technology_code": "smart_city",
                "made_by": "ada",
                "made_by_version": "1",
            }
            | fields,
        )
        source = Source(source_id=source_id, kind=SourceKind.MEDIA_REPORT, title=source_id)
        snapshot = Snapshot(
            sha256=sha256,
            source_id=source_id,
            media_type="text/plain",
            size_bytes=1,
            retrieved_at="2026-01-01T00:00:00Z",
        )
        with open_workspace(self._settings) as database, database.writing() as connection:
            add_source(connection, source, snapshot)
            add_claims(connection, [claim])
        if action is not None:
            self.decide(claim, action)
        return claim

    def decide(self, claim: Claim, action: Action, **said: Any) -> str:
        """Decide on a claim, and return the entry's hash."""
        decision = Decision(
            claim_id=claim.claim_id,
            action=action,
            coder="ada",
            reason="read it",
            decided_at="2026-01-02T00:00:00Z",
            **said,
        )
        with open_workspace(self._settings) as database, database.writing() as connection:
            head = append_decisions(connection, [decision])
            return head.entry_hash

    def freeze(self, *changes: tuple[str, str], told: Told | None = None) -> Path:
        """Freeze under the living codebook, some words of it changed.

        ``told`` is what the edition tells besides claims, if not what the workspace holds.
        """
        text = BOOK
        for old, new in (("share: 0.2", "share: 0"), *changes):
            text = text.replace(old, new)
        self._frozen += 1
        book = self._folder / f"book-{len(changes)}.yaml"
        book.write_text(text, encoding="utf-8")
        target = self._folder / f"edition-{self._frozen}"
        if told is None:
            freeze(self._settings, str(book), target)
            return target
        with open_workspace(self._settings) as database, database.reading() as connection:
            entries, claims = DecisionLog(connection).read_as_of(None), ClaimStore(connection)
            freeze_edition(entries, claims, told, load_rules(str(book)), target)
        return target


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """A team that has made one claim, so that no published table comes in."""
    team = Team(tmp_path)
    team.claim("first", country_iso3="UGA")
    return team


def explained(before: Path, after: Path, subject: Subject = Subject.CELL) -> list[ExplainedChange]:
    old, new = open_edition(before), open_edition(after)
    changes = (*compare_editions(old, new), *compare_explanations(old, new))
    found = explain_changes(old, new, changes)
    return [one for one in found if one.change.subject is subject]


def told(found: list[ExplainedChange]) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [(one.change.kind.value, one.change.country_iso3, one.causes) for one in found]


def test_a_claim_decided_since_is_new_evidence(team: Team) -> None:
    before = team.freeze()
    claim = team.claim("new", vendor_id="nec")
    after = team.freeze()
    (cell,) = explained(before, after)
    assert told([cell]) == [("gained", "KEN", (Cause.NEW_EVIDENCE,))]
    assert cell.claim_ids == (claim.claim_id,)
    for subject in (Subject.COUNTRY, Subject.SUPPLY):
        (one,) = explained(before, after, subject)
        assert (one.causes, one.claim_ids) == ((Cause.NEW_EVIDENCE,), (claim.claim_id,))


def test_a_superseded_decision_is_a_correction(team: Team) -> None:
    claim = team.claim("wrong")
    before = team.freeze()
    team.decide(claim, Action.REJECT)
    after = team.freeze()
    (cell, *_) = explained(before, after)
    assert told([cell]) == [("lost", "KEN", (Cause.CORRECTION,))]
    assert cell.claim_ids == (claim.claim_id,)
    assert told(explained(after, before))[0] == ("gained", "KEN", (Cause.CORRECTION,))


def test_a_claim_that_was_recoded_takes_its_cell_along(team: Team) -> None:
    claim = team.claim("elsewhere")
    before = team.freeze()
    team.decide(claim, Action.RECODE, changes=(("country_iso3", "TZA"),))
    found = explained(before, team.freeze())
    assert told(found) == [
        ("lost", "KEN", (Cause.RECODE,)),
        ("gained", "TZA", (Cause.RECODE,)),
    ]
    assert {one.claim_ids for one in found} == {(claim.claim_id,)}


def test_a_use_that_is_over_and_a_claim_that_was_withdrawn_are_retired(team: Team) -> None:
    over = team.claim("over")
    withdrawn = team.claim("gone", None, country_iso3="TZA")
    entry = team.decide(withdrawn, Action.ACCEPT)
    before = team.freeze()
    team.decide(over, Action.RECODE, changes=(("status", "ended"),))
    team.decide(withdrawn, Action.WITHDRAW, supersedes=entry)
    found = explained(before, team.freeze())
    assert told(found) == [
        ("lost", "KEN", (Cause.RETIREMENT,)),
        ("lost", "TZA", (Cause.RETIREMENT,)),
    ]


def test_what_another_rule_counts_is_told_from_what_was_found_since(team: Team) -> None:
    claim = team.claim("one")
    before = team.freeze()
    late = team.claim("late", country_iso3="TZA")
    after = team.freeze(("evidence:\n", "evidence:\n  minimum_sources: 2\n"))
    found = explained(before, after)
    lost = [one for one in found if one.change.kind.value == "lost"]
    assert told(lost) == [
        ("lost", "KEN", (Cause.CODEBOOK_CHANGE,)),
        ("lost", "UGA", (Cause.CODEBOOK_CHANGE,)),
    ]
    assert lost[0].claim_ids == (claim.claim_id,)
    (reason,) = [one for one in found if one.change.country_iso3 == "TZA"]
    assert (reason.change.after, reason.causes) == ("evidence_insufficient", (Cause.NEW_EVIDENCE,))
    assert reason.claim_ids == (late.claim_id,)


def test_a_kind_of_source_that_no_longer_counts_is_a_change_of_the_codebook(team: Team) -> None:
    claim = team.claim("one")
    before = team.freeze()
    after = team.freeze(("evidence:\n", "evidence:\n  source_kinds: [court_record]\n"))
    cells = [one for one in explained(before, after) if one.change.country_iso3 == "KEN"]
    assert told(cells) == [("lost", "KEN", (Cause.CODEBOOK_CHANGE,))]
    assert cells[0].claim_ids == (claim.claim_id,)


def test_units_and_technologies_that_one_codebook_lists_are_changes_of_it(team: Team) -> None:
    before = team.freeze()
    after = team.freeze(("ZWE, ZZB\n", "ZWE\n"))
    (unit,) = explained(before, after, Subject.UNIT)
    assert (unit.change.country_iso3, unit.causes) == ("ZZB", (Cause.UNIT_CHANGE,))
    assert explained(before, after) == []


def test_a_safeguard_that_came_to_be_known_names_its_claim(team: Team) -> None:
    before = team.freeze()
    ban = Safeguard(kind=SafeguardKind.BAN_OR_MORATORIUM, finding=SafeguardFinding.PRESENT)
    claim = team.claim("ban", safeguard=ban)
    (one,) = explained(before, team.freeze(), Subject.SAFEGUARD)
    assert one.change.subject_id == "ban_or_moratorium present for smart_city"
    assert (one.causes, one.claim_ids) == ((Cause.NEW_EVIDENCE,), (claim.claim_id,))


def test_two_causes_of_one_change_are_both_told(team: Team) -> None:
    rejected = team.claim("old", Action.REJECT)
    before = team.freeze()
    team.decide(rejected, Action.ACCEPT)
    fresh = team.claim("fresh")
    (cell,) = explained(before, team.freeze())
    assert cell.causes == (Cause.CORRECTION, Cause.NEW_EVIDENCE)
    assert set(cell.claim_ids) == {rejected.claim_id, fresh.claim_id}
    assert count_causes([cell]) == {("cell", "gained", "correction; new_evidence"): 1}


def test_a_decision_that_changes_nothing_is_no_cause(team: Team) -> None:
    same = team.claim("same")
    strict = ("evidence:\n", "evidence:\n  minimum_sources: 2\n")
    before = team.freeze(strict)
    team.decide(same, Action.ACCEPT)
    fresh = team.claim("fresh")
    (cell,) = explained(before, team.freeze(strict))
    assert (cell.causes, cell.claim_ids) == ((Cause.NEW_EVIDENCE,), (fresh.claim_id,))


def test_a_blank_that_says_why_since_names_the_claim_that_was_rejected(team: Team) -> None:
    before = team.freeze()
    claim = team.claim("wrong", Action.REJECT)
    (cell,) = explained(before, team.freeze())
    assert (cell.change.before, cell.change.after) == ("not_searched", "evidence_rejected")
    assert (cell.causes, cell.claim_ids) == ((Cause.NEW_EVIDENCE,), (claim.claim_id,))


def of_one_story(*source_ids: str) -> Told:
    clusters = (
        SourceCluster(source_id=one, cluster_id="syn_1", cluster_size=len(source_ids))
        for one in source_ids
    )
    return Told(clusters=tuple(clusters))


def test_sources_found_to_carry_one_story_take_away_a_cell_that_asks_for_two(team: Team) -> None:
    claims = [team.claim("herald"), team.claim("gazette")]
    strict = ("evidence:\n", "evidence:\n  minimum_sources: 2\n")
    before = team.freeze(strict, told=Told())
    after = team.freeze(strict, told=of_one_story("gazette", "herald"))
    (cell,) = explained(before, after)
    assert told([cell]) == [("lost", "KEN", (Cause.SYNDICATION,))]
    assert set(cell.claim_ids) == {claim.claim_id for claim in claims}
    (country,) = explained(before, after, Subject.COUNTRY)
    assert (country.causes, country.claim_ids) == ((Cause.SYNDICATION,), cell.claim_ids)
    assert told(explained(after, before)) == [("gained", "KEN", (Cause.SYNDICATION,))]


def test_a_source_found_to_be_a_copy_is_no_cause_where_one_source_is_enough(team: Team) -> None:
    team.claim("herald")
    team.claim("gazette")
    before = team.freeze(told=Told())
    assert explained(before, team.freeze(told=of_one_story("gazette", "herald"))) == []


def test_a_claim_decided_since_is_the_cause_although_its_source_is_in_a_cluster(team: Team) -> None:
    team.claim("herald")
    strict = ("evidence:\n", "evidence:\n  minimum_sources: 2\n")
    before = team.freeze(strict, told=Told())
    fresh = team.claim("tribune")
    after = team.freeze(strict, told=of_one_story("herald", "gazette"))
    (cell,) = explained(before, after)
    assert (cell.causes, cell.claim_ids) == ((Cause.NEW_EVIDENCE,), (fresh.claim_id,))


def test_a_blank_that_was_searched_since_has_the_search_as_its_cause(team: Team) -> None:
    before = team.freeze(told=Told())
    run = FinishedRun(
        run_id="run_1",
        channel_kind="folder",
        channel_name="reports",
        effort=SearchEffort(languages=("sw",), countries=("TZA",)),
        documents_read=12,
        finished_at="2026-01-03T00:00:00Z",
    )
    found = explained(before, team.freeze(told=Told(runs=(run,))))
    assert {one.change.subject_id for one in found} >= {"smart_city", "facial_recognition"}
    assert {(one.change.before, one.change.after) for one in found} == {
        ("not_searched", "searched_nothing_found")
    }
    assert set(told(found)) == {("changed", "TZA", (Cause.SEARCH,))}
    assert {one.claim_ids for one in found} == {()}


def test_between_published_tables_the_cause_is_that_they_are_two(tmp_path: Path) -> None:
    settings = read_settings({}, home=str(tmp_path / "home"))
    for name in ("aigs-2019", "aigs-2022"):
        freeze(settings, name, tmp_path / name)
    found = explained(tmp_path / "aigs-2019", tmp_path / "aigs-2022")
    assert {one.causes for one in found} == {(Cause.PUBLISHED_TABLE,)}
    (oman,) = [
        one
        for one in found
        if (one.change.country_iso3, one.change.subject_id) == ("OMN", "smart_city")
    ]
    assert len(oman.claim_ids) == 1
