"""The living edition merges the published tables of 2019 and 2022, and shows where they differ.

Expected values are read off the two tables: Oman and Rwanda are rows of 2019 alone; Singapore
names five vendors in 2022 and none of AGT, Airbus and NEC, which 2019 names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.editions.opening import open_edition
from sousveil.findings.catalogue import Catalogue, load_catalogue
from sousveil.findings.computing import compute_finding
from sousveil.findings.stress.grid import load_grid
from sousveil.findings.stress.outcome import StressVerdict
from sousveil.findings.stress.running import stress_findings
from sousveil.model.finding import FindingQuery
from sousveil.pipeline import freeze
from sousveil.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.editions.opening import Edition


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The living edition of a workspace in which nobody has done anything."""
    folder = tmp_path_factory.mktemp("living")
    freeze(read_settings({}, home=str(folder / "home")), "sousveil", folder / "edition")
    return open_edition(folder / "edition")


def test_countries_that_2022_dropped_are_in_it_with_the_table_that_says_so(living: Edition) -> None:
    listed = {row["country_iso3"] for row in living.rows("units") if row["is_listed"]}
    assert {"OMN", "RWA"} < listed
    assert len(listed) == 97 + 2
    dropped = {
        row["country_iso3"] for row in living.rows("conflicts") if row["subject"] == "country"
    }
    assert dropped == {"OMN", "RWA"}


def test_every_present_cell_cites_the_tables_that_tick_it(living: Edition) -> None:
    with living.connect() as connection:
        cited = connection.execute(
            "SELECT country_iso3, technology_code, count(DISTINCT source_id) FROM claims "
            "JOIN evidence USING (claim_id) WHERE technology_code IS NOT NULL GROUP BY ALL"
        ).fetchall()
    sources = {(iso3, code): number for iso3, code, number in cited}
    present = {
        (row["country_iso3"], row["technology_code"]): row["cluster_count"]
        for row in living.rows("cells")
        if row["is_present"]
    }
    assert present == sources
    assert present["OMN", "smart_city"] == 1
    assert present["KEN", "smart_city"] == 2


@pytest.mark.parametrize(
    ("finding_id", "countries"),
    [
        # Oman and Rwanda
        ("only-in-an-older-table", 2),
        # those two, and of the countries in both tables Armenia, Japan, Nigeria and Romania
        ("cells-only-in-an-older-table", 6),
    ],
)
def test_what_only_the_older_table_says_is_a_finding_of_the_living_edition(
    living: Edition, finding_id: str, countries: int
) -> None:
    query = load_catalogue("sousveil").find(finding_id)
    assert isinstance(query, FindingQuery)
    with living.connect() as connection:
        found = compute_finding(connection, query)
    assert (found.value, found.denominator) == (countries, 97 + 2)


def test_a_finding_on_conflicts_is_not_stress_tested_and_says_why(living: Edition) -> None:
    catalogue = load_catalogue("sousveil")
    only = Catalogue(findings=tuple(q for q in catalogue.findings if "older" in q.finding_id))
    test = stress_findings(living, only, find_edition, load_grid(), lambda _progress: None)
    assert [stress.verdict for stress in test.findings] == [StressVerdict.NOT_TESTED] * 3
    assert {stress.because for stress in test.findings} == {
        "it reads conflicts, which variations do not make anew"
    }


def find_edition(name: str) -> Edition:
    """Give no earlier edition: none of these findings compares two."""
    raise AssertionError(name)


def test_vendors_that_found_no_column_are_kept_and_told(living: Edition) -> None:
    lost = [
        (row["vendor_id"], row["stands"])
        for row in living.rows("conflicts")
        if row["country_iso3"] == "SGP" and row["rule"] == "vendor_columns_full"
    ]
    assert lost == [("agt", "aigs-2019"), ("airbus", "aigs-2019"), ("nec", "aigs-2019")]
    links = {row["vendor_id"] for row in living.rows("supply") if row["country_iso3"] == "SGP"}
    assert {"agt", "airbus", "nec"} < links


def test_a_table_that_is_in_the_workspace_is_joined_by_the_other(tmp_path: Path) -> None:
    settings = read_settings({}, home=str(tmp_path / "home"))
    freeze(settings, "aigs-2019", tmp_path / "old")
    freeze(settings, "sousveil", tmp_path / "merged")
    sources = {row["source_id"] for row in open_edition(tmp_path / "merged").rows("sources")}
    assert sources == {"aigs-2019", "aigs-2022"}
