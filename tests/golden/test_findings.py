"""Every finding of both editions against what PROVENANCE.md and the publications say, by hand."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sousveil.findings.catalogue import load_catalogue

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition
    from sousveil.model.finding import ReplicationResult

REPLICATES, DIFFERS = "replicates", "differs"
CANNOT, UNPUBLISHED = "cannot be recomputed", "not published"
SOFT_LOANS = "Kenya, Laos, Mongolia, Uganda, Uzbekistan"

# finding: value here, of how many, value published, verdict, words that the reason must have
EXPECTED: dict[str, tuple[object, int | None, object, str, tuple[str, ...]]] = {
    "2019/any-ai-surveillance": (75, 176, 75, REPLICATES, ()),
    "2019/smart-city": (56, 176, 56, REPLICATES, ()),
    "2019/facial-recognition": (64, 176, 64, REPLICATES, ()),
    "2019/smart-policing": (53, 176, 52, DIFFERS, ("53",)),
    "2019/chinese-supply": (63, 176, 63, REPLICATES, ()),
    "2019/chinese-supply-belt-and-road": (36, 63, 36, REPLICATES, ()),
    "2019/us-supply": (32, 176, 32, REPLICATES, ()),
    "2019/japanese-supply": (17, 176, None, UNPUBLISHED, ()),
    "2019/huawei": (49, 176, 50, DIFFERS, ("49", "Mult", "China", "50")),
    "2019/nec": (14, 176, 14, REPLICATES, ()),
    "2019/largest-non-chinese-vendor": ("NEC", None, "NEC", REPLICATES, ()),
    "2019/ibm": (10, 176, 11, DIFFERS, ("8", "IBMN", "2", "10")),
    "2019/palantir": (9, 176, 9, REPLICATES, ()),
    "2019/cisco": (6, 176, 6, REPLICATES, ()),
    "2019/vendor-ranking": (None, None, None, UNPUBLISHED, ()),
    "2019/vendor-home-ranking": (None, None, None, UNPUBLISHED, ()),
    "2019/share-liberal-democracies": (51.3, 39, 51, REPLICATES, ()),
    "2019/share-closed-autocracies": (
        35.7,
        28,
        37,
        DIFFERS,
        ("10", "28", "1", "27", "inferred"),
    ),
    "2019/share-electoral-autocracies": (
        43.5,
        46,
        41,
        DIFFERS,
        ("20", "46", "1", "49", "inferred"),
    ),
    "2019/share-electoral-democracies": (
        39.7,
        63,
        41,
        DIFFERS,
        ("25", "63", "1", "61", "inferred"),
    ),
    "2019/advanced-democracies": (51.3, 39, 50, REPLICATES, ()),
    "2019/top-military-spenders": (40, 50, 40, REPLICATES, ()),
    "2019/freedom-on-the-net-2018-report": (None, None, 18, CANNOT, ("Freedom", "House")),
    "2019/freedom-on-the-net-chinese-supply": (
        42,
        65,
        47,
        DIFFERS,
        ("47", "65", "42"),
    ),
    "2019/chinese-soft-loans": (SOFT_LOANS, None, SOFT_LOANS, REPLICATES, ()),
    "2022/any-ai-surveillance": (97, 179, 97, REPLICATES, ()),
    "2022/smart-city": (64, 179, 64, REPLICATES, ()),
    "2022/facial-recognition": (78, 179, 78, REPLICATES, ()),
    "2022/smart-policing": (69, 179, 69, REPLICATES, ()),
    "2022/social-media-surveillance": (38, 179, 38, REPLICATES, ()),
    "2022/chinese-supply": (68, 179, 68, REPLICATES, ()),
    "2022/us-supply": (31, 179, 31, REPLICATES, ()),
    "2022/japanese-supply": (19, 179, None, UNPUBLISHED, ()),
    "2022/belt-and-road": (68, 97, 68, REPLICATES, ()),
    "2022/chinese-supply-belt-and-road": (53, 68, None, UNPUBLISHED, ()),
    "2022/huawei": (51, 179, None, UNPUBLISHED, ()),
    "2022/nec": (14, 179, None, UNPUBLISHED, ()),
    "2022/largest-non-chinese-vendor": ("NEC", None, None, UNPUBLISHED, ()),
    "2022/vendor-ranking": (None, None, None, UNPUBLISHED, ()),
    "2022/vendor-home-ranking": (None, None, None, UNPUBLISHED, ()),
    "2022/top-military-spenders": (45, 50, None, UNPUBLISHED, ()),
}
RANKINGS = {
    "2019/vendor-ranking": [
        (1, "Huawei", "CHN", 49),
        (2, "Hikvision", "CHN", 15),
        (3, "NEC", "JPN", 14),
        (4, "IBM", "USA", 10),
        (5, "Palantir", "USA", 9),
        (6, "ZTE", "CHN", 8),
    ],
    "2022/vendor-ranking": [
        (1, "Huawei", "CHN", 51),
        (2, "NEC", "JPN", 14),
        (3, "Hikvision", "CHN", 12),
    ],
}


def test_every_finding_of_both_catalogues_is_expected_here() -> None:
    declared = {
        f"{year}/{query.finding_id}"
        for year in ("2019", "2022")
        for query in load_catalogue(f"aigs-{year}").findings
    }
    assert declared == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_finding_has_the_value_and_the_verdict_that_are_known(
    name: str, replications: dict[str, ReplicationResult]
) -> None:
    value, denominator, printed, verdict, words = EXPECTED[name]
    result = replications[name]
    found = result.finding.value
    assert (round(found, 1) if isinstance(found, float) else found) == value
    assert result.finding.denominator == denominator
    assert (result.published.value if result.published else None) == printed
    assert result.verdict.value == verdict
    assert set(words) <= set(re.findall(r"\w+", result.reason))
    assert bool(result.reason) == (verdict in {DIFFERS, CANNOT})


@pytest.mark.parametrize("name", RANKINGS)
def test_the_largest_vendors_lead_the_ranking(
    name: str, replications: dict[str, ReplicationResult]
) -> None:
    ranking = replications[name].finding
    assert list(ranking.rows[: len(RANKINGS[name])]) == RANKINGS[name]


@pytest.mark.parametrize("name", RANKINGS)
def test_a_ranking_counts_every_link_between_a_country_and_a_vendor_once(
    name: str,
    replications: dict[str, ReplicationResult],
    edition_2019: Edition,
    edition_2022: Edition,
) -> None:
    edition = {"2019": edition_2019, "2022": edition_2022}[name[:4]]
    links = Counter(row["vendor_id"] for row in edition.rows("supply") if row["vendor_id"])
    ranking = replications[name].finding
    counts = [row[ranking.columns.index("countries")] for row in ranking.rows]
    assert counts == sorted(links.values(), reverse=True)


@pytest.mark.parametrize("year", ["2019", "2022"])
def test_the_homes_of_vendors_are_ranked_by_the_countries_that_they_supply(
    year: str,
    replications: dict[str, ReplicationResult],
    edition_2019: Edition,
    edition_2022: Edition,
) -> None:
    edition = {"2019": edition_2019, "2022": edition_2022}[year]
    homes = {row["vendor_id"]: row["home_iso3"] for row in edition.rows("vendors")}
    supplied: dict[str, set[str]] = {}
    for row in edition.rows("supply"):
        if home := homes.get(row["vendor_id"]):
            supplied.setdefault(home, set()).add(row["country_iso3"])
    ranking = replications[f"{year}/vendor-home-ranking"].finding
    place = ranking.columns.index("countries")
    assert {row[1]: row[place] for row in ranking.rows} == {
        home: len(countries) for home, countries in supplied.items()
    }
    assert [row[1] for row in ranking.rows[:2]] == ["CHN", "USA"]


def test_the_verdicts_of_2022_are_that_all_eight_published_counts_replicate(
    replications: dict[str, ReplicationResult],
) -> None:
    published = {
        name: result.finding.value
        for name, result in replications.items()
        if name.startswith("2022/") and result.published is not None
    }
    assert list(published.values()) == [97, 64, 78, 69, 38, 68, 31, 68]
    assert {replications[name].verdict for name in published} == {REPLICATES}
