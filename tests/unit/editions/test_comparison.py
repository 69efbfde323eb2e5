from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sousveil.editions.comparison import Change, Kind, Subject, compare_editions
from sousveil.editions.covariates import CovariateColumn, CovariateDictionary
from sousveil.editions.tables import ColumnType

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition


class Coded(NamedTuple):
    technology_code: str


class Rules(NamedTuple):
    coded_technologies: tuple[Coded, ...]


class MadeUp(NamedTuple):
    """What comparing asks of an edition, without files."""

    tables: dict[str, list[dict[str, Any]]]
    codebook: Rules
    covariate_dictionary: CovariateDictionary

    def rows(self, name: str) -> list[dict[str, Any]]:
        return self.tables[name]


def make_edition(
    cells: str = "",
    supply: str = "",
    units: str = "KEN USA",
    technologies: str = "city faces",
    covariates: dict[str, object] | None = None,
    scale: str = "0-1",
    decimals: int | None = None,
) -> Edition:
    """Make an edition of ``KEN:city`` cells, ``KEN:nec:city`` links and one covariate."""
    present = {tuple(cell.split(":")) for cell in cells.split()}
    links = [[*link.split(":"), None, None][:3] for link in supply.split()]
    column = CovariateColumn(
        name="score",
        type=ColumnType.NUMBER,
        meaning="m",
        source="s",
        licence="l",
        scale=scale,
        direction="higher is more",
        series="score",
        decimals=decimals,
    )
    made = MadeUp(
        tables={
            "units": [
                {
                    "country_iso3": unit,
                    "has_ai_surveillance": any(cell[0] == unit for cell in present),
                }
                for unit in units.split()
            ],
            "cells": [
                {"country_iso3": u, "technology_code": t, "is_present": (u, t) in present}
                for u in units.split()
                for t in technologies.split()
            ],
            "supply": [
                {
                    "country_iso3": country,
                    "vendor_id": None if vendor and vendor.isupper() else vendor,
                    "supplier_iso3": vendor if vendor and vendor.isupper() else None,
                    "technology_code": technology,
                }
                for country, vendor, technology in links
            ],
            "covariates": [
                {"country_iso3": unit, "score": (covariates or {}).get(str(unit))}
                for unit in units.split()
            ],
        },
        codebook=Rules(tuple(Coded(code) for code in technologies.split())),
        covariate_dictionary=CovariateDictionary(
            covariates_id="c", title="t", notes="n", columns=(column,)
        ),
    )
    return cast("Edition", made)


def told(before: Edition, after: Edition) -> list[tuple[Any, ...]]:
    changes: tuple[Change, ...] = compare_editions(before, after)
    return [(c.subject.value, c.kind.value, c.country_iso3, c.subject_id) for c in changes]


def test_an_edition_has_nothing_changed_against_itself() -> None:
    edition = make_edition("KEN:city", "KEN:nec:city KEN:CHN", covariates={"KEN": 0.5})
    assert compare_editions(edition, edition) == ()


def test_cells_gained_and_lost_are_told_with_the_countries_that_start_and_stop() -> None:
    changes = told(make_edition("KEN:city USA:city USA:faces"), make_edition("USA:city KEN:faces"))
    assert changes == [
        ("cell", "lost", "KEN", "city"),
        ("cell", "gained", "KEN", "faces"),
        ("cell", "lost", "USA", "faces"),
    ]
    assert ("country", "lost", "KEN", None) in told(make_edition("KEN:city"), make_edition())
    assert ("country", "gained", "KEN", None) in told(make_edition(), make_edition("KEN:city"))


def test_cells_of_a_new_technology_are_told_once_and_not_as_gained() -> None:
    after = make_edition("KEN:city KEN:social", technologies="city faces social")
    assert told(make_edition("KEN:city"), after) == [("technology", "gained", None, "social")]
    assert told(after, make_edition("KEN:city")) == [("technology", "lost", None, "social")]


def test_cells_of_a_new_unit_are_told_as_a_unit() -> None:
    after = make_edition("PSG:city", units="KEN PSG USA")
    assert told(make_edition(), after) == [
        ("unit", "gained", "PSG", None),
        ("country", "gained", "PSG", None),
    ]


def test_supply_links_are_told_by_vendor_home_and_technology() -> None:
    changes = told(make_edition(supply="KEN:nec KEN:CHN"), make_edition(supply="KEN:nec:city"))
    assert changes == [
        ("supply", "lost", "KEN", "from CHN"),
        ("supply", "lost", "KEN", "nec"),
        ("supply", "gained", "KEN", "nec for city"),
    ]


def test_a_covariate_that_changed_is_told_with_both_values() -> None:
    before, after = (make_edition(covariates={"KEN": value, "USA": 1}) for value in (0.25, 0.5))
    assert compare_editions(before, after) == (
        Change(
            subject=Subject.COVARIATE,
            kind=Kind.CHANGED,
            country_iso3="KEN",
            subject_id="score -> score",
            before="0.25",
            after="0.5",
        ),
    )


def test_a_covariate_that_was_missing_is_gained_and_one_that_went_missing_is_lost() -> None:
    before = make_edition(covariates={"KEN": 0, "USA": None})
    after = make_edition(covariates={"KEN": None, "USA": 0})
    found = [(c.kind, c.country_iso3, c.before, c.after) for c in compare_editions(before, after)]
    assert found == [(Kind.LOST, "KEN", "0", None), (Kind.GAINED, "USA", None, "0")]


def test_a_difference_below_what_one_source_rounded_to_is_no_change_and_a_larger_one_is() -> None:
    rounded = make_edition(covariates={"KEN": 1097.5, "USA": 1097.5}, decimals=1)
    exact = make_edition(covariates={"KEN": 1097.4581, "USA": 1097.5601})
    for before, after in ((rounded, exact), (exact, rounded)):
        assert told(before, after) == [("covariate", "changed", "USA", "score -> score")]


def test_values_of_sources_that_rounded_nothing_differ_by_the_smallest_difference() -> None:
    before, after = (make_edition(covariates={"KEN": v}) for v in (1097.5, 1097.4581))
    assert told(before, after) == [("covariate", "changed", "KEN", "score -> score")]


def test_a_covariate_whose_scale_changed_is_not_compared_and_the_note_says_why() -> None:
    before = make_edition(covariates={"KEN": 88}, scale="0-100")
    after = make_edition(covariates={"KEN": 10}, scale="100-0")
    (change,) = compare_editions(before, after)
    assert (change.kind, change.country_iso3) == (Kind.NOT_COMPARED, None)
    assert "0-100" in (change.note or "")
    assert "100-0" in (change.note or "")
