"""Who buys and who supplies in an OCDS release, in both versions of the standard.

Version 1.0 writes an organisation out wherever it occurs; version 1.1 writes it once, in
``parties``, and refers to it by id, with its name beside the id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.sources.collectors.json_reading import line_at, list_at, object_at, objects_at
from sousveil.sources.collectors.notice import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.sources.collectors.json_reading import Json


def read_buyers(release: Json, version: str) -> tuple[Organisation, ...]:
    """Return the buyer; where there is none, in 1.1 the parties in that role.

    Without either, the procuring entity of the tender, which runs the procedure.
    """
    named = [release["buyer"]] if isinstance(release.get("buyer"), dict) else []
    found = _read_mentions(release, named, version) + _read_role(release, "buyer", version)
    if not found:
        entity = object_at(release, "tender").get("procuringEntity")
        found = _read_mentions(release, [entity], version)
    return _unique(found)


def read_suppliers(release: Json, version: str) -> tuple[Organisation, ...]:
    """Return the suppliers of all awards (and of contracts, an extension of 1.1)."""
    stages = [*objects_at(release, "awards"), *objects_at(release, "contracts")]
    named = [supplier for stage in stages for supplier in list_at(stage, "suppliers")]
    found = _read_mentions(release, named, version) + _read_role(release, "supplier", version)
    return _unique(found)


def _read_mentions(release: Json, mentions: list[object], version: str) -> list[Organisation]:
    objects = [mention for mention in mentions if isinstance(mention, dict)]
    if version == "1.0":
        return [_read_embedded(mention) for mention in objects]
    parties = {line_at(party, "id"): party for party in objects_at(release, "parties")}
    return [_read_reference(mention, parties) for mention in objects]


def _read_role(release: Json, role: str, version: str) -> list[Organisation]:
    if version == "1.0":
        return []
    parties = objects_at(release, "parties")
    return [_read_party(party) for party in parties if role in list_at(party, "roles")]


def _read_reference(mention: Json, parties: dict[str | None, Json]) -> Organisation:
    """Read a reference; one that leads nowhere still has its id and its name."""
    identifier = line_at(mention, "id")
    party = parties.get(identifier) if identifier is not None else None
    if party is None:
        # Publishers that moved from 1.0 to 1.1 still write organisations out.
        embedded = _read_embedded(mention)
        return embedded if embedded.identifier else _organisation(mention, identifier)
    read = _read_party(party)
    return read if read.name is not None else _organisation(mention, read.identifier)


def _read_party(party: Json) -> Organisation:
    embedded = _read_embedded(party)
    return embedded if embedded.identifier else _organisation(party, line_at(party, "id"))


def _read_embedded(organisation: Json) -> Organisation:
    identifier = object_at(organisation, "identifier")
    scheme, number = line_at(identifier, "scheme"), line_at(identifier, "id")
    return _organisation(organisation, f"{scheme}-{number}" if scheme and number else number)


def _organisation(found: Json, identifier: str | None) -> Organisation:
    legal_name = line_at(object_at(found, "identifier"), "legalName")
    return Organisation(
        name=line_at(found, "name") or legal_name,
        identifier=identifier,
        country=line_at(object_at(found, "address"), "countryName"),
    )


def _unique(found: Iterable[Organisation]) -> tuple[Organisation, ...]:
    return tuple(dict.fromkeys(one for one in found if one.name or one.identifier))
