"""What the edition of 2022 changed against that of 2019, worked out from the tables themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.editions.comparison import Change, Kind, Subject, compare_editions

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.editions.opening import Edition

Rows = dict[int, dict[str, str]]


@pytest.fixture(scope="module")
def changes(edition_2019: Edition, edition_2022: Edition) -> tuple[Change, ...]:
    return compare_editions(edition_2019, edition_2022)


def ids(changes: tuple[Change, ...], subject: Subject, kind: Kind) -> set[str]:
    found = [change for change in changes if (change.subject, change.kind) == (subject, kind)]
    return {f"{change.country_iso3 or ''} {change.subject_id or ''}".strip() for change in found}


def test_oman_and_rwanda_are_lost_and_no_other_country(changes: tuple[Change, ...]) -> None:
    assert ids(changes, Subject.COUNTRY, Kind.LOST) == {"OMN", "RWA"}


def test_the_countries_gained_are_those_that_only_the_table_of_2022_lists(
    changes: tuple[Change, ...],
    printed_2019: Rows,
    printed_2022: Rows,
    iso3_of: Callable[[str], str],
) -> None:
    before = {row["iso3"] for row in printed_2019.values()}
    after = {iso3_of(row["Country"]) for row in printed_2022.values()}
    assert ids(changes, Subject.COUNTRY, Kind.GAINED) == after - before
    assert before - after == {"OMN", "RWA"}


def test_the_three_units_that_only_2022_has_are_gained(
    changes: tuple[Change, ...], edition_2019: Edition, edition_2022: Edition
) -> None:
    assert ids(changes, Subject.UNIT, Kind.GAINED) == {"PSG", "SML", "ZZB"}
    assert ids(changes, Subject.UNIT, Kind.LOST) == set()
    assert len(list(edition_2019.rows("units"))) == 176
    assert len(list(edition_2022.rows("units"))) == 179


def test_social_media_surveillance_is_gained_once_and_not_as_cells(
    changes: tuple[Change, ...],
) -> None:
    assert ids(changes, Subject.TECHNOLOGY, Kind.GAINED) == {"social_media_surveillance"}
    cells = ids(changes, Subject.CELL, Kind.GAINED) | ids(changes, Subject.CELL, Kind.LOST)
    assert cells
    assert not [cell for cell in cells if "social_media" in cell]


def test_the_cells_gained_and_lost_are_the_ticks_added_and_removed(
    changes: tuple[Change, ...],
    printed_2019: Rows,
    printed_2022: Rows,
    iso3_of: Callable[[str], str],
) -> None:
    titles = {
        "Safe City System": "smart_city",
        "Facial Recognition System": "facial_recognition",
        "Smart Policing": "smart_policing",
    }
    before = {
        f"{row['iso3']} {code}"
        for row in printed_2019.values()
        for code in titles.values()
        if row[code] == "1"
    }
    after = {
        f"{iso3_of(row['Country'])} {code}"
        for row in printed_2022.values()
        for title, code in titles.items()
        if title in row
    }
    assert ids(changes, Subject.CELL, Kind.GAINED) == after - before
    assert ids(changes, Subject.CELL, Kind.LOST) == before - after


def test_scores_of_freedom_on_the_net_are_not_compared_because_the_scale_was_turned(
    changes: tuple[Change, ...], edition_2019: Edition, edition_2022: Edition
) -> None:
    about = [change for change in changes if "fotn_score" in (change.subject_id or "")]
    assert [(change.kind, change.country_iso3) for change in about] == [(Kind.NOT_COMPARED, None)]
    assert "higher is less free" in (about[0].note or "")
    assert "higher is freer" in (about[0].note or "")
    china = [
        next(row for row in edition.rows("covariates") if row["country_iso3"] == "CHN")
        for edition in (edition_2019, edition_2022)
    ]
    assert [row["fotn_score_published"] for row in china] == [88, 10]


def test_military_spending_of_one_year_printed_rounded_and_exact_is_no_change(
    changes: tuple[Change, ...], edition_2019: Edition, edition_2022: Edition
) -> None:
    name = "military_expenditure_musd_published"
    printed = [
        {row["country_iso3"]: row[name] for row in edition.rows("covariates")}
        for edition in (edition_2019, edition_2022)
    ]
    assert (printed[0]["KEN"], round(printed[1]["KEN"], 3)) == (1097.5, 1097.458)
    about = {c.country_iso3: c.kind for c in changes if name in (c.subject_id or "")}
    assert set(about.values()) == {Kind.GAINED, Kind.LOST}
    assert (about["HUN"], about["ARM"]) == (Kind.GAINED, Kind.LOST)
    assert (printed[0]["HUN"], printed[1]["ARM"]) == (None, None)
