"""The two bundled editions, frozen once, and the site made of them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from sousveil.editions.opening import Edition, open_edition
from sousveil.findings.catalogue import load_catalogue
from sousveil.findings.statistics.computing import compute_statistics
from sousveil.model.finding import (
    Finding,
    FindingQuery,
    PublishedValue,
    Relation,
    Replication,
    ReplicationResult,
    Unit,
)
from sousveil.pipeline import audit_table_by_id, freeze
from sousveil.publication.collection import Collection, EditionPublication, collect_editions
from sousveil.publication.site import write_site
from sousveil.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RESULTS = (
    ReplicationResult(
        finding=Finding(
            query=FindingQuery(
                finding_id="any",
                statement="Countries that use AI surveillance of any kind",
                unit=Unit.COUNTRIES,
                query="countries_with_any",
            ),
            value=75,
            denominator=176,
        ),
        published=PublishedValue(
            finding_id="any", value=75, where="text", relation=Relation.AT_LEAST
        ),
        verdict=Replication.REPLICATES,
        reason="",
    ),
    ReplicationResult(
        finding=Finding(
            query=FindingQuery(
                finding_id="ranking",
                statement="Vendors by number of countries",
                unit=Unit.RANKING,
                query="vendor_ranking",
            ),
            columns=("rank", "vendor_name"),
            rows=((1, "Huawei"), (2, "A <b>bold</b> name")),
        ),
        published=None,
        verdict=Replication.NOT_PUBLISHED,
        reason="",
    ),
    ReplicationResult(
        finding=Finding(
            query=FindingQuery(
                finding_id="lost",
                statement="A count that nobody printed",
                unit=Unit.PERCENT,
                why_not="the list was not published",
            )
        ),
        published=PublishedValue(
            finding_id="lost", value=51, where="page 2", relation=Relation.JUST_OVER
        ),
        verdict=Replication.CANNOT_BE_RECOMPUTED,
        reason="the list was not published",
    ),
)


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Edition, Edition]:
    home = tmp_path_factory.mktemp("workspace")
    settings = Settings(home=home, database_url=f"sqlite:///{home / 'sousveil.db'}")
    for name in ("aigs-2019", "aigs-2022"):
        freeze(settings, name, home / name)
    return open_edition(home / "aigs-2019"), open_edition(home / "aigs-2022")


@pytest.fixture(scope="session")
def publications(editions: tuple[Edition, Edition]) -> tuple[EditionPublication, ...]:
    first, second = editions
    catalogue = load_catalogue("aigs-2022")
    wanted = ("adoption-autocracies-and-democracies", "under-reporting")
    statistics = tuple(q for q in catalogue.statistics if q.finding_id in wanted)
    return (
        EditionPublication(
            edition=first, replication=RESULTS, audit=audit_table_by_id("aigs-2019")
        ),
        EditionPublication(
            edition=second,
            statistics=compute_statistics(
                second, evolve(catalogue, statistics=statistics), lambda _name: first
            ),
        ),
    )


@pytest.fixture(scope="session")
def collection(publications: tuple[EditionPublication, ...]) -> Collection:
    return collect_editions(publications)


@pytest.fixture(scope="session")
def site(
    publications: tuple[EditionPublication, ...],
    make_once: Callable[[str, Callable[[Path], object]], Path],
) -> Path:
    """The site in English and, as the language that differs most from it, Arabic."""
    return make_once(
        "site", lambda target: write_site(publications, target, languages=("en", "ar"))
    )


@pytest.fixture
def copied_edition(editions: tuple[Edition, Edition], tmp_path: Path) -> Edition:
    """A copy of the 2019 edition whose files a test may change; it is not verified again."""
    folder = tmp_path / "copied"
    shutil.copytree(editions[0].folder, folder)
    return Edition(folder=folder, manifest=editions[0].manifest)
