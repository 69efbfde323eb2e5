"""Why two editions differ: each change by its cause, with the claims that made it.

All is decided from the two frozen folders: their claims as decided, the place of each decision
in the log, their codebooks and units. The later codebook is tried on the earlier claims and
the other way round, so that what a rule changed is told from what people found or decided.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.claim_differences import read_differences
from sousveil.editions.comparison import Change, Kind, Subject
from sousveil.model.claim import ClaimStatus
from sousveil.model.maker import MakerKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sousveil.editions.claim_differences import ClaimDifference, Topic
    from sousveil.editions.opening import Edition

_RETIRED = frozenset({ClaimStatus.ENDED, ClaimStatus.BANNED})

_Asked = tuple["Topic", bool]
"""What a change is about, and whether it is one of a blank's reason."""


class Cause(StrEnum):
    """Why something changed from one edition to the next."""

    NEW_EVIDENCE = "new_evidence"
    CORRECTION = "correction"
    RECODE = "recode"
    RETIREMENT = "retirement"
    CODEBOOK_CHANGE = "codebook_change"
    UNIT_CHANGE = "unit_change"
    PUBLISHED_TABLE = "published_table"
    SYNDICATION = "syndication"
    SEARCH = "search"
    COVARIATES = "covariates"


@frozen(kw_only=True)
class ExplainedChange:
    """A change with its causes, sorted, and the claims behind it; mostly it has one cause."""

    change: Change
    causes: tuple[Cause, ...]
    claim_ids: tuple[str, ...] = ()


def explain_changes(
    before: Edition, after: Edition, changes: Iterable[Change]
) -> tuple[ExplainedChange, ...]:
    """Return changes between two editions, as compared, with the causes of each."""
    listed = tuple(changes)
    explainer = _Explainer(before, after, listed)
    return tuple(explainer.explain(change) for change in listed)


class _Explainer:
    """Holds which claims are behind each change: of those that differ, the ones it is about."""

    def __init__(self, before: Edition, after: Edition, changes: tuple[Change, ...]) -> None:
        self._editions = (before, after)
        self._books = (before.codebook, after.codebook)
        pinned = [edition.manifest.codebook_sha256 for edition in (before, after)]
        self._is_same_book = pinned[0] == pinned[1]
        self._log_count = before.manifest.log_count
        self._tables = tuple(_published_tables(edition) for edition in (before, after))
        self._units = tuple({r["country_iso3"] for r in e.rows("units")} for e in (before, after))
        self._clusters = tuple(_cluster_counts(edition) for edition in (before, after))
        self._behind: dict[_Asked, list[tuple[str, Cause]]] = {_asked(c): [] for c in changes}
        for difference in read_differences(before, after):
            self._note(difference)

    def explain(self, change: Change) -> ExplainedChange:
        """Return a change with its causes and claims."""
        fixed = {
            Subject.UNIT: Cause.UNIT_CHANGE,
            Subject.TECHNOLOGY: Cause.CODEBOOK_CHANGE,
            Subject.COVARIATE: Cause.COVARIATES,
        }.get(change.subject)
        if fixed is not None:
            return ExplainedChange(change=change, causes=(fixed,))
        iso3 = change.country_iso3 or ""
        if (iso3 in self._units[0]) != (iso3 in self._units[1]):
            return ExplainedChange(change=change, causes=(Cause.UNIT_CHANGE,))
        found = self._behind[_asked(change)]
        if change.subject is Subject.CELL and self._is_by_threshold(change):
            found = []
        if not found:
            cause = self._cause_without_claims(change)
            standing = self._claims.get(iso3, {})
            cells = standing if change.subject is Subject.COUNTRY else (change.subject_id,)
            ids = {one for cell in cells for one in standing.get(cell, ())}
            return ExplainedChange(change=change, causes=(cause,), claim_ids=tuple(sorted(ids)))
        return ExplainedChange(
            change=change,
            causes=tuple(sorted({cause for _, cause in found})),
            claim_ids=tuple(claim_id for claim_id, _ in found),
        )

    def _note(self, difference: ClaimDifference) -> None:
        """Put a claim behind the changes that are about what it began or ceased to count towards.

        A blank's reason hangs on claims that do not count, too.
        """
        asked = [(topic, False) for topic in difference.counted_once]
        asked += [(topic, True) for topic in difference.told_of]
        listening = [self._behind[one] for one in asked if one in self._behind]
        if listening:
            cause = self._cause_of(difference)
            for found in listening:
                found.append((difference.claim_id, cause))

    @cached_property
    def _claims(self) -> dict[str, dict[str | None, list[str]]]:
        """The claims that count towards cells in either edition, by country and technology."""
        found: dict[str, dict[str | None, list[str]]] = {}
        for edition in self._editions:
            with edition.connect() as connection:
                rows = connection.execute(
                    "SELECT country_iso3, technology_code, list(claim_id) FROM claims WHERE "
                    "is_counted AND safeguard_kind IS NULL AND technology_code IS NOT NULL "
                    "GROUP BY ALL"
                ).fetchall()
            for iso3, technology, claim_ids in rows:
                found.setdefault(iso3, {}).setdefault(technology, []).extend(claim_ids)
        return found

    def _cause_of(self, difference: ClaimDifference) -> Cause:
        """Say what changed a claim: the rules, a table, or a decision, in this order."""
        old, new = difference.before, difference.after
        one = new if new is not None else old
        if one is not None and one.maker_kind is MakerKind.PUBLISHED_TABLE and None in (old, new):
            other = self._tables[0 if old is None else 1]
            if not other & set(one.source_ids):
                return Cause.PUBLISHED_TABLE
        if self._is_by_rule(difference):
            return Cause.CODEBOOK_CHANGE
        if old is None:
            return Cause.NEW_EVIDENCE
        if new is None:
            return Cause.RETIREMENT
        if new.fields == old.fields or new.is_accepted != old.is_accepted:
            return Cause.CORRECTION
        is_over = new.status in _RETIRED and old.status not in _RETIRED
        return Cause.RETIREMENT if is_over else Cause.RECODE

    def _is_by_rule(self, difference: ClaimDifference) -> bool:
        """Say whether a claim differs because the one codebook counts what the other does not."""
        if self._is_same_book:
            return False
        old, new = difference.before, difference.after
        if new is not None and not new.counts_under(self._books[0]) and new.is_counted:
            return True
        if old is not None and old.is_counted and not old.counts_under(self._books[1]):
            return True
        if old is None and new is not None:
            return new.decision_number <= self._log_count
        return old is not None and new is not None and new.decision_number == old.decision_number

    def _is_by_threshold(self, change: Change) -> bool:
        """Say whether a cell would not have changed if the codebook asked for as many sources."""
        key = (change.country_iso3 or "", change.subject_id or "")
        asked = [book.evidence.minimum_sources for book in self._books]
        if asked[0] == asked[1] or change.kind is Kind.CHANGED:
            return False
        counts = [clusters.get(key, 0) for clusters in self._clusters]
        return (counts[1] >= asked[0]) == (counts[0] >= asked[0])

    def _cause_without_claims(self, change: Change) -> Cause:
        if not self._is_same_book:
            return Cause.CODEBOOK_CHANGE
        return Cause.SEARCH if change.kind is Kind.CHANGED else Cause.SYNDICATION


def count_causes(explained: Iterable[ExplainedChange]) -> dict[tuple[str, str, str], int]:
    """Count changes by subject, kind and causes, in the order in which they are first met."""
    counts: dict[tuple[str, str, str], int] = {}
    for one in explained:
        key = (one.change.subject.value, one.change.kind.value, say_causes(one.causes))
        counts[key] = counts.get(key, 0) + 1
    return counts


def say_causes(causes: Iterable[Cause]) -> str:
    """Return causes as one text.

    >>> say_causes([Cause.CORRECTION, Cause.NEW_EVIDENCE])
    'correction; new_evidence'
    """
    return "; ".join(causes)


def _asked(change: Change) -> _Asked:
    topic = (change.country_iso3 or "", change.subject, change.subject_id)
    return topic, change.kind is Kind.CHANGED


def _published_tables(edition: Edition) -> frozenset[str]:
    """Return the sources of an edition that claims were taken over from by an import."""
    with edition.connect() as connection:
        rows = connection.execute(
            "SELECT DISTINCT source_id FROM evidence JOIN claims USING (claim_id) "
            "WHERE maker_kind = ?",
            [MakerKind.PUBLISHED_TABLE.value],
        ).fetchall()
    return frozenset(source_id for (source_id,) in rows)


def _cluster_counts(edition: Edition) -> Mapping[tuple[str, str], int]:
    return {
        (row["country_iso3"], row["technology_code"]): row["cluster_count"]
        for row in edition.rows("cells")
    }
