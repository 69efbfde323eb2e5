"""Codebooks: the rules by which claims become cells, as versioned data."""

from __future__ import annotations

import re
from enum import StrEnum

from attrs import frozen

from sousveil.model.edition import BlankReason
from sousveil.model.evidence_rule import EvidenceRule

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_OWN_BLANK_REASONS = (BlankReason.NOT_SEARCHED, BlankReason.NOT_TICKED)
"""The reasons that a codebook can give; no codebook makes a search happen or a claim fail."""


class RegimeType(StrEnum):
    """The four types of Regimes of the World, as the AIGS tables abbreviate them."""

    CLOSED_AUTOCRACY = "CA"
    ELECTORAL_AUTOCRACY = "EA"
    ELECTORAL_DEMOCRACY = "ED"
    LIBERAL_DEMOCRACY = "LD"


@frozen(kw_only=True)
class Technology:
    """A technology with the rule for what counts as it; ``in_scope`` ones have cells."""

    technology_code: str
    name: str
    definition: str
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    in_scope: bool = True


@frozen(kw_only=True)
class ScoreComponent:
    """A column of the covariates and what it is multiplied by to lie on 0 to 10."""

    column: str
    factor: float


@frozen(kw_only=True)
class RegimeThreshold:
    """The lowest regime score (0 to 10) of a regime type; the type above begins where it ends."""

    regime_type: RegimeType
    from_score: float


@frozen(kw_only=True)
class RegimeRule:
    """How a regime score is made (the mean of scaled components) and how it becomes a type.

    ``basis`` says where the rule is from; ``is_inferred`` that it was not printed there.
    A score needs ``minimum_components`` of the components; it is the mean of those given.
    """

    components: tuple[ScoreComponent, ...]
    thresholds: tuple[RegimeThreshold, ...]
    minimum_components: int
    basis: str
    is_inferred: bool

    def score(self, values: dict[str, float | None]) -> tuple[float | None, int]:
        """Return the mean of the scaled components and how many there were; None for too few."""
        given = ((values.get(c.column), c.factor) for c in self.components)
        scaled = [value * factor for value, factor in given if value is not None]
        if len(scaled) < self.minimum_components:
            return None, len(scaled)
        return sum(scaled) / len(scaled), len(scaled)

    def classify(self, score: float) -> RegimeType:
        """Return the regime type that a score falls into."""
        best = min(self.thresholds, key=lambda threshold: threshold.from_score)
        for threshold in self.thresholds:
            if best.from_score < threshold.from_score <= score:
                best = threshold
        return best.regime_type


@frozen(kw_only=True)
class DoubleCoding:
    """How many of the claims two coders decide on, blind to each other: a share from 0 to 1.

    Which ones, ``sousveil.decisions.drawing`` says: the same in every workspace.
    """

    share: float = 0.0


@frozen(kw_only=True)
class MergedTable:
    """A published table that a codebook merges with others.

    ``last_vendor_column`` is the column that is filled where the table ran out of columns for
    vendors, so that one that it does not name may have found no place.
    """

    table_id: str
    last_vendor_column: str | None = None


@frozen(kw_only=True)
class Codebook:
    """The units, technologies and rules of an index; an edition is frozen under one of them.

    ``blank_reason`` is what a cell says that has no claims: ``not_searched``, unless a run
    searched its country, or ``not_ticked_in_published_table``, whatever was searched since.
    ``merges`` are published tables whose claims count together, the oldest first; an edition
    then shows where they differ.
    """

    codebook_id: str
    version: str
    title: str
    notes: str
    blank_reason: BlankReason
    covariates: str
    units: tuple[str, ...]
    technologies: tuple[Technology, ...]
    evidence: EvidenceRule
    double_coding: DoubleCoding = DoubleCoding()
    merges: tuple[MergedTable, ...] = ()
    regime: RegimeRule | None = None
    citation: str | None = None

    @property
    def coded_technologies(self) -> tuple[Technology, ...]:
        """The technologies that have cells, in the codebook's order."""
        return tuple(technology for technology in self.technologies if technology.in_scope)

    @property
    def counts_searches(self) -> bool:
        """Whether a blank depends on what was searched; that of an imported table does not."""
        return self.blank_reason is BlankReason.NOT_SEARCHED

    def problems(self) -> list[str]:
        """Say what is wrong with the codebook beyond the form of its fields."""
        found: list[str] = []
        if not _ID.fullmatch(self.codebook_id):
            found.append("codebook_id: letters, digits, '.', '_' and '-'; it names a folder")
        if self.blank_reason not in _OWN_BLANK_REASONS:
            allowed = " or ".join(reason.value for reason in _OWN_BLANK_REASONS)
            found.append(f"blank_reason: must be {allowed}; the others follow from the evidence")
        for name, codes in (
            ("units", self.units),
            ("technologies", tuple(t.technology_code for t in self.technologies)),
            ("merges", tuple(table.table_id for table in self.merges)),
        ):
            doubled = sorted({code for code in codes if codes.count(code) > 1})
            found.extend(f"{name}: {code} stands twice" for code in doubled)
        if not self.coded_technologies:
            found.append("technologies: none is in scope")
        found.extend(self.evidence.problems())
        if not 0 <= self.double_coding.share <= 1:
            found.append("double_coding.share: must be from 0 (no claim) to 1 (every claim)")
        if self.regime is not None:
            starts = [threshold.from_score for threshold in self.regime.thresholds]
            if not starts or starts != sorted(set(starts)):
                found.append("regime.thresholds: from_score must rise from entry to entry")
            if not 1 <= self.regime.minimum_components <= len(self.regime.components):
                found.append("regime.minimum_components: must be 1 to the number of components")
        return found
