"""An OCDS release as a notice: what it says of buyer, suppliers, items, values and dates.

``render_notice`` is the pure function by which the reading stage makes a document of a
release that was collected: the same release gives the same text, and so the same spans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.sources.collectors.descriptions import clean_text
from sousveil.sources.collectors.json_reading import (
    line_at,
    list_at,
    number_of,
    object_at,
    objects_at,
)
from sousveil.sources.collectors.notice import Notice, NoticeItem, Value, number, render_text
from sousveil.sources.collectors.ocds_parties import read_buyers, read_suppliers
from sousveil.sources.collectors.plain_text import passage_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.sources.collectors.json_reading import Json


def render_notice(release: Json) -> str:
    """Return a release as labelled lines of plain text, its own words untouched."""
    return render_text(read_release(release, version=guess_version(release)))


def guess_version(release: Json) -> str:
    """Return the version of a release that stands alone: only 1.1 and later have parties."""
    return "1.1" if isinstance(release.get("parties"), list) else "1.0"


def read_release(release: Json, *, version: str, publisher: str | None = None) -> Notice:
    """Read a release of version 1.0 or 1.1; what is not given stays None or empty."""
    tender = object_at(release, "tender")
    awards, contracts = objects_at(release, "awards"), objects_at(release, "contracts")
    stages = [
        ("tender", tender),
        *((number("award", n), award) for n, award in enumerate(awards, start=1)),
        *((number("contract", n), contract) for n, contract in enumerate(contracts, start=1)),
    ]
    titles = (line_at(stage, "title") for _name, stage in stages)
    return Notice(
        notice_format=f"OCDS {version}",
        identifiers=tuple(_read_identifiers(release, tender)),
        title=next((title for title in titles if title), None),
        publisher=publisher,
        published=line_at(release, "date"),
        language=line_at(release, "language"),
        buyers=read_buyers(release, version),
        suppliers=read_suppliers(release, version),
        items=tuple(dict.fromkeys(item for _, stage in stages for item in _read_items(stage))),
        values=tuple(_read_values(release, stages)),
        event_dates=tuple(date for name, stage in stages for date in _read_dates(name, stage)),
        texts=tuple(_read_texts(release, stages)),
    )


def _read_identifiers(release: Json, tender: Json) -> Iterator[tuple[str, str]]:
    for name, value in (
        ("ocid", line_at(release, "ocid")),
        ("release_id", line_at(release, "id")),
        ("release_tags", _join(list_at(release, "tag"))),
        ("tender_id", line_at(tender, "id")),
        ("procurement_method", line_at(tender, "procurementMethod")),
        ("procurement_method_details", line_at(tender, "procurementMethodDetails")),
    ):
        if value is not None:
            yield name, value


def _read_items(stage: Json) -> Iterator[NoticeItem]:
    for item in objects_at(stage, "items"):
        classification = object_at(item, "classification")
        words = (line_at(classification, key) for key in ("scheme", "id", "description"))
        description = line_at(item, "description")
        named = " ".join(word for word in words if word) or None
        if description or named:
            yield NoticeItem(description=description, classification=named)


def _read_values(release: Json, stages: list[tuple[str, Json]]) -> Iterator[Value]:
    budget = object_at(object_at(object_at(release, "planning"), "budget"), "amount")
    found = [("budget", budget), *((name, object_at(stage, "value")) for name, stage in stages)]
    found.append(("tender_minimum", object_at(stages[0][1], "minValue")))
    for name, value in found:
        amount = number_of(value.get("amount")) or clean_text(value.get("amount"))
        if amount is not None:
            yield Value(stage=name, amount=amount, currency=line_at(value, "currency"))


def _read_dates(name: str, stage: Json) -> Iterator[tuple[str, str]]:
    """Yield what happened or is to happen when; never when it was published."""
    periods = {"tender": ("tenderPeriod", "awardPeriod", "contractPeriod")}
    found = [(f"{name}_date", line_at(stage, "date"))]
    found.append((f"{name}_signed", line_at(stage, "dateSigned")))
    for key in (*periods.get(name, ()), "contractPeriod", "period"):
        suffix = {"awardPeriod": "_award", "contractPeriod": "_contract"}.get(key, "")
        period = object_at(stage, key)
        found.append((f"{name}{suffix}_start", line_at(period, "startDate")))
        found.append((f"{name}{suffix}_end", line_at(period, "endDate")))
    yield from {date: given for date, given in found if given is not None}.items()


def _read_texts(release: Json, stages: list[tuple[str, Json]]) -> Iterator[tuple[str, str]]:
    rationale = passage_of(object_at(release, "planning").get("rationale"))
    if rationale is not None:
        yield "Planning rationale", rationale
    for name, stage in stages:
        label = name.split("_")[0].capitalize()
        for key, suffix in (("title", "title"), ("description", "description")):
            text = passage_of(stage.get(key))
            if text is not None:
                yield f"{label} {suffix}", text
        for document in objects_at(stage, "documents"):
            title = passage_of(document.get("title"))
            if title is not None:
                yield f"{label} document", title


def _join(values: list[object]) -> str | None:
    return "; ".join(line for line in map(clean_text, values) if line) or None
