"""The grid of a stress test as data: what is left out, and how far a finding may move.

A variation is a SQL condition over the pieces of evidence; with ``each`` there is one for each
value of a column, left out in turn.
"""

from __future__ import annotations

from attrs import frozen

from sousveil.data import read_bundled
from sousveil.model.structuring import structure

COUNTRY_COLUMN = "country_iso3"
LARGEST_TOP = 100


@frozen(kw_only=True)
class VariationRule:
    """What one group of variations leaves out.

    Exactly one of ``where`` (a condition) and ``each`` (a column) is given. ``alone`` says
    that the things left out are single ones: a finding that moves hangs on one of them.
    ``label`` names the column to call each thing by, where its id does not read well. The
    group does not apply where none or all of the evidence (of that ``among`` which is looked)
    is such; ``if_none`` and ``if_all`` say so.
    """

    group: str
    says: str
    if_none: str
    if_all: str
    where: str | None = None
    each: str | None = None
    among: str | None = None
    label: str | None = None
    alone: bool = False

    @property
    def leaves_countries_out(self) -> bool:
        """Whether it takes units out of the edition, and not just evidence."""
        return self.each == COUNTRY_COLUMN


@frozen(kw_only=True)
class Tolerance:
    """How far a finding may move and still stand.

    ``relative`` is the largest change of a number, as a part of it; ``countries`` is how many
    countries a count may lose or gain whatever part they are; ``top`` is how many of a
    ranking must keep their order.
    """

    relative: float
    countries: int
    top: int


@frozen(kw_only=True)
class Budget:
    """How much is tried at most: rows read, for each finding; the larger the tables, the fewer.

    Variations that take most away come first; how many were not tried is said.
    """

    rows_of_queries: int
    rows_of_procedures: int


@frozen(kw_only=True)
class Grid:
    """The variations that every finding is put through, and the rule for its verdict."""

    variations: tuple[VariationRule, ...]
    tolerance: Tolerance
    budget: Budget

    def problems(self) -> list[str]:
        """Say what is wrong with the grid beyond the form of its fields."""
        groups = [rule.group for rule in self.variations]
        found = [
            f"variations: {group} stands twice"
            for group in sorted({group for group in groups if groups.count(group) > 1})
        ]
        for rule in self.variations:
            if (rule.where is None) == (rule.each is None):
                found.append(f"{rule.group}: give either where or each")
            found += [
                f"{rule.group}: {name!r} is no name of a column"
                for name in (rule.each, rule.label)
                if name is not None and not name.isidentifier()
            ]
        if not 0 <= self.tolerance.relative < 1:
            found.append("tolerance.relative: must be from 0 to less than 1")
        if not 1 <= self.tolerance.top <= LARGEST_TOP:
            found.append(f"tolerance.top: must be 1 to {LARGEST_TOP}")
        return found


def load_grid() -> Grid:
    """Return the bundled grid."""
    return structure(
        read_bundled("stress/grid.yaml").decode(), Grid, where="stress/grid.yaml", is_bundled=True
    )
