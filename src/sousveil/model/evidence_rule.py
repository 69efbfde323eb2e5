"""Evidence rules: which accepted claims count, and how much evidence a cell needs, as data."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.model.claim import Claim, ClaimStatus
from sousveil.model.maker import EXTRACTORS, MakerKind, kind_of_maker
from sousveil.model.source import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping


class DateBasis(StrEnum):
    """What a rule's dates are of: what the claim tells, or the publication of its source."""

    EVENT = "event"
    PUBLICATION = "publication"


class NotCounted(StrEnum):
    """Why a decided claim does not count towards its cell."""

    REJECTED = "rejected"
    STATUS = "status"
    MAKER = "maker"
    NOT_REVIEWED = "not_reviewed"
    SOURCE_KIND = "source_kind"
    DATE = "date"


@frozen(kw_only=True)
class DateRule:
    """From which day to which day (both included, ISO 8601) what counts must be.

    A date that is a month or a year is within if any of its days is; what has no date is not.
    """

    of: DateBasis
    from_date: str | None = None
    to_date: str | None = None

    def holds(self, start: str | None, end: str | None) -> bool:
        """Say whether a time from ``start`` to ``end`` has a day that the rule asks for.

        One end may be unknown, such as that of a use that goes on.

        >>> rule = DateRule(of=DateBasis.EVENT, from_date="2019-06-01")
        >>> rule.holds("2019", None), rule.holds("2019-05", "2019-05"), rule.holds(None, None)
        (True, False, False)
        """
        if start is None and end is None:
            return False
        ends_early = (
            end is not None and self.from_date is not None and _is_before(end, self.from_date)
        )
        starts_late = (
            start is not None and self.to_date is not None and _is_before(self.to_date, start)
        )
        return not ends_early and not starts_late


@frozen(kw_only=True)
class Judgement:
    """What a rule makes of an accepted claim: the sources of it that count, or why none does."""

    source_ids: tuple[str, ...] = ()
    not_counted: NotCounted | None = None


@frozen(kw_only=True)
class EvidenceRule:
    """What a cell needs: accepted claims of these kinds, from so many independent sources.

    Independent are sources of different syndication clusters; ``minimum_sources`` counts
    those. Where a field names nothing (sources, kinds of sources, makers, dates), anything
    will do. ``reviewed_only`` leaves out what no person decided on, such as a published table
    that was taken over whole; ``unreviewed_from`` names extractors whose claims count before
    anybody has decided on them.
    """

    statuses: tuple[ClaimStatus, ...]
    sources: tuple[str, ...] = ()
    minimum_sources: int = 1
    source_kinds: tuple[SourceKind, ...] = ()
    makers: tuple[MakerKind, ...] = ()
    reviewed_only: bool = False
    unreviewed_from: tuple[str, ...] = ()
    dates: DateRule | None = None

    def admits(self, claim: Claim) -> bool:
        """Say whether a claim rests on one of the sources, so that an edition tells of it."""
        return not self.sources or any(e.source_id in self.sources for e in claim.evidence)

    def judge(self, claim: Claim, sources: Mapping[str, Source], *, is_reviewed: bool) -> Judgement:
        """Say which sources of an accepted claim count, or why it does not.

        A claim about a safeguard counts whatever the status of the use.
        """
        if claim.safeguard is None and claim.status not in self.statuses:
            return Judgement(not_counted=NotCounted.STATUS)
        if self.makers and kind_of_maker(claim.made_by) not in self.makers:
            return Judgement(not_counted=NotCounted.MAKER)
        if self.reviewed_only and not is_reviewed:
            return Judgement(not_counted=NotCounted.NOT_REVIEWED)
        days = self.dates
        is_of_event = days is not None and days.of is DateBasis.EVENT
        if days is not None and is_of_event and not days.holds(claim.start_date, claim.end_date):
            return Judgement(not_counted=NotCounted.DATE)
        return self._judge_sources(claim, sources)

    def problems(self) -> list[str]:
        """Say what is wrong with the rule beyond the form of its fields."""
        found = [
            f"evidence.unreviewed_from: {name} is no extractor; they are {', '.join(EXTRACTORS)}"
            for name in self.unreviewed_from
            if name not in EXTRACTORS
        ]
        if self.minimum_sources < 1:
            found.append("evidence.minimum_sources: must be 1 or more")
        if self.reviewed_only and self.unreviewed_from:
            found.append("evidence: reviewed_only and unreviewed_from exclude each other")
        dates = self.dates
        if dates is not None and dates.from_date is None and dates.to_date is None:
            found.append("evidence.dates: give from_date, to_date or both")
        return found

    def _judge_sources(self, claim: Claim, sources: Mapping[str, Source]) -> Judgement:
        cited = dict.fromkeys(evidence.source_id for evidence in claim.evidence)
        named = [one for one in cited if not self.sources or one in self.sources]
        if not self.source_kinds and (self.dates is None or self.dates.of is DateBasis.EVENT):
            return Judgement(source_ids=tuple(named))
        known = [sources[one] for one in named if one in sources]
        if self.source_kinds:
            known = [source for source in known if source.kind in self.source_kinds]
            if not known:
                return Judgement(not_counted=NotCounted.SOURCE_KIND)
        if self.dates is not None and self.dates.of is DateBasis.PUBLICATION:
            days = self.dates
            known = [s for s in known if days.holds(s.published_date, s.published_date)]
            if not known:
                return Judgement(not_counted=NotCounted.DATE)
        return Judgement(source_ids=tuple(source.source_id for source in known))


def _is_before(one: str, other: str) -> bool:
    """Say whether all of a day, month or year is before all of another."""
    length = min(len(one), len(other))
    return one[:length] < other[:length]
