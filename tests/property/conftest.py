"""A small codebook, and a way to freeze any claims and decisions under it, with no workspace around."""

from __future__ import annotations

import itertools
import shutil
from typing import TYPE_CHECKING

import pytest

from sousveil.editions.covariates import read_covariates
from sousveil.editions.freezing import Rules, Told, freeze_edition
from sousveil.editions.opening import Edition, open_edition
from sousveil.model.codebook import Codebook
from sousveil.model.source import Snapshot, Source, SourceKind
from sousveil.model.structuring import structure
from sousveil.store.claim_store import ClaimStore, add_claims, add_source
from sousveil.store.database import open_database
from sousveil.store.decision_log import DecisionLog, append_decisions
from sousveil.store.registers import load_countries, load_vendors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sousveil.model.claim import Claim
    from sousveil.model.collection import FinishedRun
    from sousveil.model.decision import Decision
    from sousveil.model.edition import BlankReason
    from sousveil.model.source import SourceCluster

CODEBOOK = """\
codebook_id: small
version: "1"
title: A codebook of three units
notes: for tests
blank_reason: {blank_reason}
covariates: small
units: [CHN, KEN, USA]
evidence: {{statuses: [pilot, procured, deployed], minimum_sources: {minimum_sources}{rule}}}
technologies:
  - {{technology_code: smart_city, name: Smart city, definition: a platform}}
  - {{technology_code: facial_recognition, name: Facial recognition, definition: matching of faces}}
  - {{technology_code: other, name: Other, definition: the rest, in_scope: false}}
"""
DICTIONARY = """\
covariates_id: small
title: Covariates
notes: for tests
columns:
  - {name: score, type: DOUBLE, meaning: a score, source: none, licence: none, scale: 0-1, series: score}
"""
TABLE = "country_iso3,score\nCHN,0.1\nKEN,\nUSA,0.75\n"
SOURCES = ("s1", "s2", "s3")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of a database at the newest schema with three sources in it, the last a company's."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    database = open_database(f"sqlite:///{path}")
    with database.writing() as connection:
        for number, source_id in enumerate(SOURCES):
            kind = SourceKind.COMPANY_STATEMENT if source_id == "s3" else SourceKind.MEDIA_REPORT
            source = Source(source_id=source_id, kind=kind, title=source_id)
            snapshot = Snapshot(
                sha256=str(number) * 64,
                source_id=source_id,
                media_type="text/html",
                size_bytes=1,
                retrieved_at="2026-01-01T00:00:00Z",
            )
            add_source(connection, source, snapshot)
    database.close()
    return path


@pytest.fixture(scope="session")
def freeze_log(
    empty_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Edition]:
    """Give a function that stores claims and decisions and freezes them."""
    folder = tmp_path_factory.mktemp("editions")
    numbers = itertools.count()
    countries, vendors = load_countries(), load_vendors()

    def freeze(
        claims: Iterable[Claim],
        decisions: Iterable[Decision],
        *,
        minimum_sources: int = 1,
        blank_reason: BlankReason | str = "not_searched",
        rule: str = "",
        runs: Iterable[FinishedRun] = (),
        clusters: Iterable[SourceCluster] = (),
    ) -> Edition:
        name = str(next(numbers))
        path = folder / f"{name}.db"
        shutil.copy(empty_database, path)
        text = CODEBOOK.format(
            minimum_sources=minimum_sources, blank_reason=blank_reason, rule=rule
        )
        rules = Rules(
            codebook=structure(text, Codebook, where="codebook"),
            codebook_text=text,
            covariates=read_covariates(DICTIONARY, TABLE, where="covariates"),
            covariates_sha256="0" * 64,
            countries=countries,
            vendors=vendors,
        )
        database = open_database(f"sqlite:///{path}")
        try:
            with database.writing() as connection:
                add_claims(connection, claims)
                append_decisions(connection, decisions)
            with database.reading() as connection:
                log, store = DecisionLog(connection), ClaimStore(connection)
                told = Told(runs=tuple(runs), clusters=tuple(clusters))
                freeze_edition(log.read(), store, told, rules, folder / name)
        finally:
            database.close()
        return open_edition(folder / name)

    return freeze
