"""The releases in what OCDS publishers publish: packages, records, arrays, bare releases."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from sousveil.sources.collectors.json_reading import Json, line_at, list_at, object_at
from sousveil.sources.collectors.ocds_notice import guess_version

if TYPE_CHECKING:
    from collections.abc import Iterator

LINKED = "linked releases are not embedded"


@frozen(kw_only=True)
class Packaging:
    """What a package says of all that is in it, and the place in the file."""

    locator: str
    version: str | None = None
    publisher: str | None = None

    def at(self, sort: str, position: int) -> Packaging:
        """Return the packaging of the nth release or record."""
        here = f"{sort} {position}"
        return evolve(self, locator=f"{self.locator}, {here}" if self.locator else here)


@frozen(kw_only=True)
class PackagedRelease:
    """A release with its version (1.0 or 1.1) and what its package says of it."""

    release: Json
    version: str
    packaging: Packaging


@frozen(kw_only=True)
class BadEntry:
    """A place where a release was to be expected and is none, and why."""

    locator: str
    reason: str


def read_entry(entry: object, packaging: Packaging) -> Iterator[PackagedRelease | BadEntry]:
    """Yield the releases of a package, a record, an array of any of them, or a release."""
    if isinstance(entry, list):
        for position, one in enumerate(entry, start=1):
            if isinstance(one, list):
                yield BadEntry(
                    locator=packaging.at("entry", position).locator, reason="a list in a list"
                )
            else:
                yield from read_entry(one, packaging.at("entry", position))
    elif not isinstance(entry, dict):
        yield BadEntry(locator=packaging.locator, reason="not an object")
    elif "ocid" not in entry and "releases" in entry:
        yield from _read_each(entry, "release", packaging)
    elif "records" in entry:
        yield from _read_each(entry, "record", packaging)
    elif "ocid" in entry and entry.keys() & {"releases", "compiledRelease", "versionedRelease"}:
        yield _read_record(entry, packaging)
    else:
        yield _read_release(entry, packaging)


def _read_each(
    package: Json, sort: str, packaging: Packaging
) -> Iterator[PackagedRelease | BadEntry]:
    if not isinstance(package.get(f"{sort}s"), list):
        yield BadEntry(locator=packaging.locator, reason=f"the package's {sort}s are no list")
    packaging = evolve(
        packaging,
        # Version 1.0 has no such key; its absence is how it is known.
        version=line_at(package, "version") or "1.0",
        publisher=line_at(object_at(package, "publisher"), "name"),
    )
    read = _read_release if sort == "release" else _read_record
    for position, one in enumerate(list_at(package, f"{sort}s"), start=1):
        place = packaging.at(sort, position)
        if isinstance(one, dict):
            yield read(one, place)
        else:
            yield BadEntry(locator=place.locator, reason=f"the {sort} is not an object")


def _read_record(record: Json, packaging: Packaging) -> PackagedRelease | BadEntry:
    """Choose a record's compiled release, else the latest of the releases in it."""
    compiled = record.get("compiledRelease")
    if isinstance(compiled, dict):
        return _read_release(compiled, packaging)
    releases = [one for one in list_at(record, "releases") if isinstance(one, dict)]
    embedded = [one for one in releases if "ocid" in one]
    if embedded:
        return _read_release(max(reversed(embedded), key=_moment_of), packaging)
    reason = LINKED if releases else "no release in the record"
    return BadEntry(locator=packaging.locator, reason=reason)


def _read_release(release: Json, packaging: Packaging) -> PackagedRelease | BadEntry:
    if line_at(release, "ocid") is None:
        return BadEntry(locator=packaging.locator, reason="no ocid, so not an OCDS release")
    declared = line_at(release, "version") or packaging.version or guess_version(release)
    match = re.match(r"1\.([0-9]{1,3})(?![0-9])", declared)
    if match is None:
        return BadEntry(
            locator=packaging.locator, reason=f"OCDS version {declared[:20]} is not supported"
        )
    version = "1.0" if int(match[1]) == 0 else "1.1"
    return PackagedRelease(release=release, version=version, packaging=packaging)


def _moment_of(release: Json) -> datetime:
    earliest = datetime.min.replace(tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(line_at(release, "date") or "")
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return earliest
