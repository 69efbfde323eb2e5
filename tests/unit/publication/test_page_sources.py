"""The sources of a page change whenever its view does, whatever record says something else."""

from __future__ import annotations

from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve, fields, frozen

from sousveil.model.edition import (
    BlankReason,
    ConflictRow,
    ContestRow,
    PartyKind,
    ReplyRow,
    SafeguardCell,
)
from sousveil.model.safeguard import SafeguardFinding, SafeguardKind
from sousveil.publication.collection import Collection
from sousveil.publication.country_page import view_country
from sousveil.publication.edition_index import AgreementRecord, EditionIndex, FinancingRecord
from sousveil.publication.page_sources import list_country_sources, list_vendor_sources
from sousveil.publication.vendor_page import view_vendor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COUNTRY, VENDOR = "KEN", "huawei"
OF_COUNTRY = ("cells", "links", "financing", "safeguards", "claims", "conflicts")
OF_CLAIM = ("evidence", "replies", "contests")
OF_SOURCE = ("sources", "clusters")


@frozen(kw_only=True)
class Change:
    """A record in which one field says something else, and the collection that it is in."""

    where: str
    collection: Collection


@pytest.fixture(scope="module")
def told(collection: Collection) -> Collection:
    """The newest edition, with a record of each kind that the bundled one has none of."""
    index = collection.newest.index
    claim = pick(index.claims[COUNTRY])
    technology = next(code for code in index.present(COUNTRY))
    conflict = ConflictRow(
        country_iso3=COUNTRY,
        subject="vendor",
        technology_code=None,
        vendor_id=VENDOR,
        supplier_iso3=None,
        earlier_table="aigs-2019",
        earlier_says="present",
        later_table="aigs-2022",
        later_says="blank",
        rule="newest_table",
        claim_ids=claim.claim_id,
        stands="aigs-2022",
    )
    reply = ReplyRow(
        claim_id=claim.claim_id,
        party="Huawei",
        kind=PartyKind.VENDOR,
        state="answered",
        asked_date="2026-01-02",
        answered_date="2026-02-03",
        source_id="letter",
    )
    contest = ContestRow(
        claim_id=claim.claim_id,
        contest_kind="coding",
        objection="12",
        objection_by="coder-b",
        reason="a plan",
    )
    financing = FinancingRecord(
        claim_id=claim.claim_id,
        country_iso3=COUNTRY,
        supplier_iso3="CHN",
        financing_kind="loan",
        lender_iso3="CHN",
        lender="A bank",
        amount=100.0,
        currency="USD",
        amount_usd=100.0,
    )
    safeguard = SafeguardCell(
        country_iso3=COUNTRY,
        technology_code=technology,
        kind=next(iter(SafeguardKind)),
        finding=next(iter(SafeguardFinding)),
        claim_count=1,
        source_count=1,
        cluster_count=1,
    )
    agreement = AgreementRecord(
        variable="decision",
        group_kind="technology",
        group_value=technology,
        claim_count=9,
        coder_count=2,
        percent_agreement=0.9,
        kappa=0.8,
        kappa_low=0.7,
        kappa_high=0.9,
        note=None,
    )
    filled = evolve(
        index,
        claims=index.claims
        | {
            COUNTRY: tuple(
                evolve(c, start_date="2020-01", end_date="2021") if c is claim else c
                for c in index.claims[COUNTRY]
            )
        },
        conflicts={COUNTRY: (conflict,)},
        replies={claim.claim_id: (reply,)},
        contests={claim.claim_id: (contest,)},
        financing={COUNTRY: (financing,)},
        safeguards={COUNTRY: (safeguard,)},
        agreement=(agreement,),
    )
    return replace_index(collection, filled)


def replace_index(collection: Collection, index: EditionIndex) -> Collection:
    return evolve(
        collection,
        editions=(*collection.editions[:-1], evolve(collection.newest, index=index)),
    )


def say_otherwise(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case Enum():
            return next(member for member in type(value) if member is not value)
        case int() | float():
            return value + 1
        case None:
            return "1"
        case _:
            return f"{value}1"


def alter_record(record: Any) -> Iterator[tuple[str, Any]]:
    """Give a record as often as it has fields, each time with another that says something else."""
    for one in fields(type(record)):
        altered = {one.name: say_otherwise(getattr(record, one.name))}
        if one.name == "is_present":
            altered["blank_reason"] = None if altered["is_present"] else BlankReason.NOT_SEARCHED
        if one.name == "blank_reason":
            altered["is_present"] = False
            altered["blank_reason"] = next(r for r in BlankReason if r is not record.blank_reason)
        yield one.name, evolve(record, **altered)


def pick(records: tuple[Any, ...]) -> Any:
    """Return the first record that names the vendor, or else the first."""
    named = (one for one in records if getattr(one, "vendor_id", None) == VENDOR)
    return next(named, records[0])


def change(collection: Collection, where: str, **groups: Any) -> Change:
    """Put other groups into the newest edition."""
    index = evolve(collection.newest.index, **groups)
    return Change(where=where, collection=replace_index(collection, index))


def change_group(collection: Collection, name: str, key: str) -> Iterator[Change]:
    """Change a record of a group of the newest edition, field by field."""
    groups = getattr(collection.newest.index, name)
    records = groups[key]
    is_many = isinstance(records, tuple)
    record = pick(records) if is_many else records
    for field, altered in alter_record(record):
        new = tuple(altered if one is record else one for one in records) if is_many else altered
        yield change(collection, f"{name}.{field}", **{name: groups | {key: new}})


def change_everything(collection: Collection) -> Iterator[Change]:
    index = collection.newest.index
    claim = pick(index.claims[COUNTRY])
    for name in OF_COUNTRY:
        yield from change_group(collection, name, COUNTRY)
    for name in OF_CLAIM:
        yield from change_group(collection, name, claim.claim_id)
    for name in OF_SOURCE:
        yield from change_group(collection, name, index.evidence[claim.claim_id][0].source_id)
    yield from change_group(collection, "units", COUNTRY)
    yield from change_group(collection, "units", "UGA")
    yield from change_group(collection, "cells", "UGA")
    yield from change_group(collection, "vendors", VENDOR)
    for name in ("technologies", "agreement"):
        first, *rest = getattr(index, name)
        for field, altered in alter_record(first):
            yield change(collection, f"{name}.{field}", **{name: (altered, *rest)})
    row = index.covariates[COUNTRY]
    for column in list(row)[1:]:
        other = row | {column: say_otherwise(row[column])}
        covariates = index.covariates | {COUNTRY: other}
        yield change(collection, f"covariates.{column}", covariates=covariates)
    fewer = index.claims | {COUNTRY: index.claims[COUNTRY][1:]}
    yield change(collection, "a claim less", claims=fewer)


def check_sources(
    view: Callable[[Collection], Any],
    list_sources: Callable[[Collection], Any],
    told: Collection,
) -> set[str]:
    """Check that sources change with the view; return what changes it, without the fields."""
    shown, sources = repr(view(told)), repr(list_sources(told))
    seen = set()
    for changed in change_everything(told):
        if repr(view(changed.collection)) != shown:
            seen.add(changed.where.partition(".")[0])
            assert repr(list_sources(changed.collection)) != sources, changed.where
    return seen


def test_sources_of_a_country_change_whenever_its_view_does(told: Collection) -> None:
    seen = check_sources(
        partial(view_country, COUNTRY), partial(list_country_sources, COUNTRY), told
    )
    names = {"units", "vendors", "technologies", "agreement", "covariates", "a claim less"}
    assert {*OF_COUNTRY, *OF_CLAIM, *OF_SOURCE, *names} - seen == set()


def test_sources_of_a_vendor_change_whenever_its_view_does(told: Collection) -> None:
    seen = check_sources(partial(view_vendor, VENDOR), partial(list_vendor_sources, VENDOR), told)
    expected = {"links", "financing", "claims", "evidence", "replies", "sources"}
    assert {*expected, "units", "vendors"} - seen == set()


@pytest.mark.parametrize(
    "list_sources", [partial(list_country_sources, COUNTRY), partial(list_vendor_sources, VENDOR)]
)
def test_sources_are_the_same_for_the_same_records(
    list_sources: Callable[[Collection], Any], told: Collection
) -> None:
    again = replace_index(told, evolve(told.newest.index))
    assert repr(list_sources(again)) == repr(list_sources(told))
