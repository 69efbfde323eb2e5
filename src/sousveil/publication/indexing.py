"""Read an edition's tables into frozen values, grouped the way that pages need them.

Characters that would act unseen are made visible here, before anything is made of them.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import fields_dict

from sousveil.editions.search_effort import from_row
from sousveil.model.edition import (
    BlankReason,
    Cell,
    ConflictRow,
    ContestRow,
    Issue,
    PartyKind,
    ReplyRow,
    SafeguardCell,
    Severity,
    SupplyLink,
)
from sousveil.model.safeguard import SafeguardFinding, SafeguardKind
from sousveil.model.source import Source, SourceCluster, SourceKind
from sousveil.publication.edition_index import (
    AgreementRecord,
    ClaimRecord,
    EditionIndex,
    EvidenceRecord,
    FinancingRecord,
    TechnologyRecord,
    UnitRecord,
    VendorRecord,
)
from sousveil.publication.unseen import show_unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sousveil.editions.opening import Edition, Row

T = TypeVar("T")


def index_edition(edition: Edition) -> EditionIndex:
    """Read every table of an edition and group its rows."""
    claims = sorted(
        _read(edition, "claims", ClaimRecord),
        key=lambda claim: (claim.country_iso3, claim.decision_number),
    )
    return EditionIndex(
        edition=edition,
        units={unit.country_iso3: unit for unit in _read(edition, "units", UnitRecord)},
        technologies=tuple(_read(edition, "technologies", TechnologyRecord)),
        cells=_group(_read_cells(edition), _country),
        links=_group(_read(edition, "supply", SupplyLink), _country),
        financing=_group(_read(edition, "financing", FinancingRecord), _country),
        safeguards=_group(_read_safeguards(edition), _country),
        claims=_group(claims, _country),
        evidence=_group(_read(edition, "evidence", EvidenceRecord), _claim),
        replies=_group(_read_replies(edition), _claim),
        contests=_group(_read(edition, "contests", ContestRow), _claim),
        conflicts=_group(_read(edition, "conflicts", ConflictRow), _country),
        agreement=tuple(_read(edition, "agreement", AgreementRecord)),
        sources={
            row["source_id"]: make_record(Source, row | {"kind": SourceKind(row["kind"])})
            for row in _rows(edition, "sources")
        },
        clusters={
            cluster.source_id: cluster for cluster in _read(edition, "sources", SourceCluster)
        },
        vendors={vendor.vendor_id: vendor for vendor in _read(edition, "vendors", VendorRecord)},
        issues=tuple(
            make_record(Issue, row | {"severity": Severity(row["severity"])})
            for row in _rows(edition, "issues")
        ),
        covariates={row["country_iso3"]: row for row in _rows(edition, "covariates")},
        runs=tuple(from_row(row) for row in _rows(edition, "search_effort")),
    )


def _rows(edition: Edition, name: str) -> Iterator[Row]:
    for row in edition.rows(name):
        yield {
            column: value if type(value) is not str or value.isprintable() else show_unseen(value)
            for column, value in row.items()
        }


def _read(edition: Edition, name: str, record: type[T]) -> Iterator[T]:
    return (make_record(record, row) for row in _rows(edition, name))


def make_record(record: type[T], row: Row) -> T:
    """Make a record of the columns that it has; an edition may tell more than pages show."""
    return record(**{name: row[name] for name in _field_names(cast("Any", record)) & row.keys()})


@cache
def _field_names(record: type[Any]) -> frozenset[str]:
    return frozenset(fields_dict(record))


def _read_cells(edition: Edition) -> Iterator[Cell]:
    for row in _rows(edition, "cells"):
        reason = row["blank_reason"]
        yield make_record(
            Cell, row | {"blank_reason": None if reason is None else BlankReason(reason)}
        )


def _read_safeguards(edition: Edition) -> Iterator[SafeguardCell]:
    for row in _rows(edition, "safeguards"):
        kind = SafeguardKind(row["safeguard_kind"])
        finding = SafeguardFinding(row["safeguard_finding"])
        yield make_record(SafeguardCell, row | {"kind": kind, "finding": finding})


def _read_replies(edition: Edition) -> Iterator[ReplyRow]:
    for row in _rows(edition, "replies"):
        yield make_record(ReplyRow, row | {"kind": PartyKind(row["party_kind"])})


def _country(record: Any) -> str:
    return str(record.country_iso3)


def _claim(record: Any) -> str:
    return str(record.claim_id)


def _group(values: Iterable[T], key: Callable[[T], str]) -> dict[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for value in values:
        groups[key(value)].append(value)
    return {name: tuple(members) for name, members in groups.items()}
