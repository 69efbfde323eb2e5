"""Channel of GDELT: one file of its tables, or a list of such files.

The location is a GKG 2.1, Events or Mentions file (``.csv`` or ``.CSV.zip``), or a list
of files as GDELT publishes it (``masterfilelist.txt``, ``lastupdate.txt``). The channel's
search effort narrows what is taken:

- ``query`` holds GKG themes, all of which a document must have, and ``country:XX`` (FIPS
  10-4, as GDELT writes countries), one of which it must be about:
  ``SURVEILLANCE country:UG country:KE``. In a list, files of tables that do not have what
  is asked for are passed over: themes are in GKG alone, countries not in Mentions.
- ``from_date`` and ``to_date`` choose files of a list by the date in their names. The
  whole list is some hundred thousand files: a channel without dates reads all, up to
  ``MAX_FILES``.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from attrs import field, frozen

from sousveil.errors import BadInput
from sousveil.model.collection import Channel, ChannelKind, Item, Rejected, SearchEffort
from sousveil.sources.collectors.addresses import SeenAddresses, canonical_address
from sousveil.sources.collectors.gdelt_rows import (
    GdeltFilter,
    Layout,
    describe_row,
    find_fault,
    find_table,
)
from sousveil.sources.collectors.interface import Opener
from sousveil.sources.collectors.lines import read_lines
from sousveil.sources.collectors.unpacking import ZIP_MAGIC, open_single_member

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PACKED_BYTES = 256 * 1024 * 1024
"""Of one file as it is read; the whole list of files is about half of this."""
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
MAX_ROW_BYTES = 4 * 1024 * 1024
MAX_LIST_LINE_BYTES = 4 * 1024
MAX_FILES = 40_000

_LIST_NAME = re.compile(r"\.txt(?:[?#].*)?$", re.IGNORECASE)
_FILE_DATE = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?:\d{6})?\.[A-Za-z.]+$", re.ASCII)


class GdeltCollector:
    """Refers to every document that GDELT saw, once."""

    kind: str = ChannelKind.GDELT

    def collect(self, channel: Channel, opener: Opener) -> Iterator[Item]:
        """Yield the documents in the order of the files."""
        data = opener.read(channel.location, max_bytes=MAX_PACKED_BYTES)
        reading = _Reading(opener=opener, effort=channel.effort)
        if _LIST_NAME.search(channel.location):
            yield from reading.read_file_list(data, where=channel.location)
        else:
            yield from reading.read_table(data, where=channel.location)


@frozen(kw_only=True)
class _Reading:
    """One run through GDELT's files."""

    opener: Opener
    effort: SearchEffort
    seen: SeenAddresses = field(factory=SeenAddresses)
    files: SeenAddresses = field(factory=SeenAddresses)

    @property
    def _filter(self) -> GdeltFilter:
        return GdeltFilter.of(self.effort.query)

    def read_file_list(self, data: bytes, *, where: str) -> Iterator[Item]:
        """Yield the documents of every file of a list that the effort does not exclude."""
        for number, line in read_lines(io.BytesIO(data), max_bytes=MAX_LIST_LINE_BYTES):
            place = f"{where}:{number}"
            words = (line or b"").decode(errors="replace").split()
            if line == b"":
                continue
            address = canonical_address(words[2]) if len(words) == 3 else None
            if address is None:
                reason = f"line {number} is not 'size MD5 address'"
                yield Rejected(name=place, reason=reason)
            elif self._is_wanted(address) and self.files.add(address):
                if len(self.files) > MAX_FILES:
                    reason = f"more than {MAX_FILES:,} files: narrow the channel's dates"
                    yield Rejected(name=place, reason=reason)
                    return
                yield from self._read_listed(address, md5=words[1].lower())

    def read_table(self, data: bytes, *, where: str) -> Iterator[Item]:
        """Yield the documents of one file, and each bad row with its number."""
        try:
            if data.startswith(ZIP_MAGIC):
                with open_single_member(data, max_bytes=MAX_UNPACKED_BYTES, where=where) as file:
                    yield from self._read_rows(file, where=where)
            else:
                yield from self._read_rows(io.BytesIO(data), where=where)
        except BadInput as error:
            yield Rejected(name=where, reason=error.what)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            yield Rejected(name=where, reason=f"a damaged ZIP archive: {error}")

    def _is_wanted(self, address: str) -> bool:
        table = find_table(address, ())
        if table is None or self._filter.find_gap(table):
            return False
        found = _FILE_DATE.search(address)
        day = "-".join(found.groups()) if found else None
        first, last = self.effort.from_date, self.effort.to_date
        # Days compare as text; a month or a year stands for all of its days.
        return day is None or (
            (first is None or day[: len(first)] >= first)
            and (last is None or day[: len(last)] <= last)
        )

    def _read_listed(self, address: str, *, md5: str) -> Iterator[Item]:
        try:
            data = self.opener.read(address, max_bytes=MAX_PACKED_BYTES)
        except BadInput as error:
            yield Rejected(name=address, reason=error.what)
            return
        if hashlib.md5(data, usedforsecurity=False).hexdigest() != md5:
            yield Rejected(name=address, reason="not the file that the list names: its MD5 differs")
            return
        yield from self.read_table(data, where=address)

    def _read_rows(self, file: IO[bytes], *, where: str) -> Iterator[Item]:
        asked, table = self._filter, None
        for number, line in read_lines(file, max_bytes=MAX_ROW_BYTES):
            place = f"{where}:{number}"
            if line is None:
                reason = f"line {number} is longer than {MAX_ROW_BYTES // 1024**2} MiB"
                yield Rejected(name=place, reason=reason)
                continue
            if not line:
                continue
            row = line.split(b"\t")
            table = table or _choose_table(where, row, asked)
            fault = find_fault(row, table)
            if fault:
                yield Rejected(name=place, reason=f"line {number}: {fault}")
            elif asked.accepts(row, table):
                yield from self._refer(row, table, place=place, number=number)

    def _refer(self, row: list[bytes], table: Layout, *, place: str, number: int) -> Iterator[Item]:
        address = row[table.address].decode(errors="replace")
        for item in self.seen.refer(address, where=place, description=describe_row(row, table)):
            if isinstance(item, Rejected):
                yield Rejected(name=place, reason=f"line {number}: {item.reason}")
            else:
                yield item


def _choose_table(where: str, row: list[bytes], asked: GdeltFilter) -> Layout:
    """Return the file's table.

    Raises:
        BadInput: it is none of GDELT's, or does not have what is asked for.
    """
    table = find_table(where, row)
    if table is None:
        raise BadInput(
            f"not a GDELT table: {len(row)} columns, neither GKG 2.1, Events nor Mentions",
            where=where,
        )
    gap = asked.find_gap(table)
    if gap:
        raise BadInput(
            f"{table.name} has no {gap}: use a GKG file, or take them out of the query", where=where
        )
    return table
