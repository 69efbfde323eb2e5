"""Every finding of both editions against what PROVENANCE.md and the publications say, by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.findings.catalogue import load_catalogue

if TYPE_CHECKING:
    from sousveil.model.finding import ReplicationResult

REPLICATES, DIFFERS = "replicates", "differs"
CANNOT, UNPUBLISHED = "cannot be recomputed", "not published"
SOFT_LOANS = "Kenya, Laos, Mongolia, Uganda, Uzbekistan"
ONLY_ONE = "sets of whole denominators that give the four printed shares: 1, with"

# finding: value here, of how many, value published, verdict, words of the reason
EXPECTED: dict[str, tuple[object, int | None, object, str, tuple[str, ...]]] = {
    "2019/any-ai-surveillance": (75, 176, 75, REPLICATES, ()),
    "2019/smart-city": (56, 176, 56, REPLICATES, ()),
    "2019/facial-recognition": (64, 176, 64, REPLICATES, ()),
    "2019/smart-policing": (53, 176, 52, DIFFERS, ("ticks 53 countries",)),
    "2019/chinese-supply": (63, 176, 63, REPLICATES, ()),
    "2019/chinese-supply-belt-and-road": (36, 63, 36, REPLICATES, ()),
    "2019/us-supply": (32, 176, 32, REPLICATES, ()),
    "2019/japanese-supply": (17, 176, None, UNPUBLISHED, ()),
    "2019/huawei": (49, 176, 50, DIFFERS, ("Huawei in 49 countries", "in 2 rows", "'Mult'")),
    "2019/nec": (14, 176, 14, REPLICATES, ()),
    "2019/largest-non-chinese-vendor": ("NEC", None, "NEC", REPLICATES, ()),
    "2019/ibm": (10, 176, 11, DIFFERS, ("IBM in 8 countries", "IBMN in 2", "10 in all")),
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
        ("10 such countries", "28 countries have this type here", f"{ONLY_ONE} 27 (inferred)"),
    ),
    "2019/share-electoral-autocracies": (
        43.5,
        46,
        41,
        DIFFERS,
        ("20 such countries", "46 countries have this type here", f"{ONLY_ONE} 49 (inferred)"),
    ),
    "2019/share-electoral-democracies": (
        39.7,
        63,
        41,
        DIFFERS,
        ("25 such countries", "63 countries have this type here", f"{ONLY_ONE} 61 (inferred)"),
    ),
    "2019/advanced-democracies": (51.3, 39, 50, REPLICATES, ()),
    "2019/top-military-spenders": (40, 50, 40, REPLICATES, ()),
    "2019/freedom-on-the-net-2018-report": (None, None, 18, CANNOT, ("Freedom House's own",)),
    "2019/freedom-on-the-net-chinese-supply": (
        42,
        65,
        47,
        DIFFERS,
        ("47 of the 65 countries use AI surveillance of any origin", "ticked for 42"),
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
        (5, "ZTE", "CHN", 9),
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
    for part in words:
        assert part in result.reason
    assert bool(result.reason) == (verdict in {DIFFERS, CANNOT})


@pytest.mark.parametrize("name", RANKINGS)
def test_the_largest_vendors_lead_the_ranking(
    name: str, replications: dict[str, ReplicationResult]
) -> None:
    ranking = replications[name].finding
    assert ranking.columns == ("rank", "vendor_name", "home_iso3", "countries")
    assert list(ranking.rows[: len(RANKINGS[name])]) == RANKINGS[name]


@pytest.mark.parametrize("name", RANKINGS)
def test_a_ranking_agrees_with_a_count_of_the_names_in_the_edition(
    name: str, replications: dict[str, ReplicationResult]
) -> None:
    counts = [row[3] for row in replications[name].finding.rows]
    assert counts == sorted(counts, key=lambda count: -int(count or 0))
    assert sum(int(count or 0) for count in counts) == {"2019": 200, "2022": 192}[name[:4]]


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
