"""One WARC file, record by record, at the speed of the library below and within bounds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve
from fastwarc.warc import ArchiveIterator, WarcHeader, WarcRecord, WarcRecordType

from sousveil.errors import BadInput
from sousveil.model.collection import Content, Description, Rejected
from sousveil.sources.archive.members import Packing, end_of_record, find_record, packing_of
from sousveil.sources.archive.payload import read_payload
from sousveil.sources.archive.record import MAX_HEADER_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.sources.archive.section import Section

_SKIP_STEP = 64 << 20
_SKIP_BYTES = 4 << 30
_SKIP_EXPANSION = 100
_RESOLVE_BYTES = 1 << 30
_MAX_REMEMBERED = 100_000
_MAX_DAMAGES = 1_000
_MAX_DAMAGES_SLOW = 8
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
_PLAIN = Description()
_BOMB = (
    f"the record unpacks to more than {_SKIP_EXPANSION} times its size; "
    "the rest of this file is not read"
)


class _Bomb(Exception):
    """A record that costs far more to skip than it took to send."""


class Scan:
    """The contents of one WARC file, and what is wrong with it.

    A record is held back until the next one has been found where it should be: then its
    length was right. Where it was not, or the packing's checksum fails, the record alone is
    looked at once more, and given only if it is whole.
    """

    def __init__(
        self, section: Section, name: str, limit: int, *, is_cheap_to_seek: bool = True
    ) -> None:
        self._section, self._name, self._limit = section, name, limit
        self._is_cheap_to_seek = is_cheap_to_seek
        self._places: dict[str, int] = {}
        self._skipped_bytes = self._resolved_bytes = self._unresolved = 0
        self._has_dictionary = self._is_skipped = False
        self._last: int | None = None
        self._held: Content | Rejected | None = None

    def __iter__(self) -> Iterator[Content | Rejected]:
        """Yield each content and each rejection; a rejection's name is FILE@OFFSET."""
        head = self._section.read(8)
        packing = packing_of(head)
        self._has_dictionary = packing is Packing.ZSTD and not head.startswith(packing.value)
        if packing is None:
            yield self._reject(0, self._section.failure or "this is not a WARC file")
            return
        try:
            yield from self._read_on(packing)
        except _Bomb:
            yield self._reject(self._last or 0, _BOMB)
        if self._unresolved:
            reason = f"{self._unresolved:,} revisit records refer to what cannot be read here"
            yield Rejected(name=self._name, reason=reason)

    def _read_on(self, packing: Packing) -> Iterator[Content | Rejected]:
        """Read to the end, over every damage."""
        start, reported = 0, -1
        for _ in range(_MAX_DAMAGES if self._is_cheap_to_seek else _MAX_DAMAGES_SLOW):
            problem = ""
            try:
                yield from self._read_records(start)
            except (OSError, ValueError) as error:
                problem = str(error) or type(error).__name__
            if self._section.failure is not None:
                at = self._last or start
                yield self._reject(at, f"the file could not be read on: {self._section.failure}")
                return
            damaged = self._find_damage(start, packing, has_failed=bool(problem))
            held = self._release()
            if held is not None and (damaged is None or damaged != self._last):
                yield held
            elif isinstance(held, Rejected):
                problem = held.reason
            if damaged is None:
                return
            search = damaged if damaged not in {start, self._last} else damaged + 1
            next_start = find_record(self._section, search, packing)
            if damaged > reported:
                yield self._reject(damaged, _describe(problem, next_start))
                reported = damaged
            if next_start is None:
                return
            start = next_start
        yield self._reject(start, "the file is damaged in too many places; it is not read on")

    def _read_records(self, start: int) -> Iterator[Content | Rejected]:
        """Read until the end or an error; the last record stays held back."""
        self._section.seek(start)
        self._last = self._held = None
        for record in ArchiveIterator(
            self._section, parse_http=False, max_header_len=MAX_HEADER_BYTES
        ):
            if self._held is not None:
                yield self._held
                self._held = None
            self._last, self._is_skipped = record.stream_pos, False
            self._held = self._take(record)

    def _release(self) -> Content | Rejected | None:
        held, self._held = self._held, None
        return held

    def _find_damage(self, start: int, packing: Packing, *, has_failed: bool) -> int | None:
        """Return where the file is damaged: at the last record, behind it, or not at all."""
        if self._last is None:
            return start if has_failed or start < self._section.size else None
        if not has_failed and not self._is_packed_by_record(packing):
            return None
        end = end_of_record(self._section, self._last, packing, self._limit + 3 * MAX_HEADER_BYTES)
        if end is None:
            return None if self._is_skipped and not has_failed else self._last
        return end if has_failed or end < self._section.size else None

    def _is_packed_by_record(self, packing: Packing) -> bool:
        """Tell whether the last record can be looked at alone; some files are one member in all."""
        self._section.seek(self._last or 0)
        return not self._has_dictionary and packing_of(self._section.read(8)) is packing

    def _take(self, record: WarcRecord) -> Content | Rejected | None:
        length = record.content_length
        if length > self._limit + MAX_HEADER_BYTES:
            return self._reject(record.stream_pos, self._skip(record))
        kind = record.record_type
        if kind == WarcRecordType.revisit:
            return self._resolve(record)
        try:
            data, media_type = read_payload(record, self._limit)
        except BadInput as error:
            return self._reject(record.stream_pos, error.what)
        if data is None:
            return None
        headers = record.headers
        digest = headers.get(WarcHeader.WARC_PAYLOAD_DIGEST)
        if digest and len(digest) < 200 and len(self._places) < _MAX_REMEMBERED:
            self._places.setdefault(digest, record.stream_pos)
        return self._content(record, data, media_type)

    def _content(
        self, record: WarcRecord, data: bytes, media_type: str | None
    ) -> Content | Rejected:
        headers = record.headers
        uri = headers.get(WarcHeader.WARC_TARGET_URI)
        if not uri:
            return self._reject(record.stream_pos, "the record does not say what was retrieved")
        date = headers.get(WarcHeader.WARC_DATE)
        truncated = headers.get(WarcHeader.WARC_TRUNCATED)
        return Content(
            name=uri,
            data=data,
            media_type=media_type,
            retrieved_at=date if date and _DATE.fullmatch(date) else None,
            description=Description(extra=(("warc_truncated", truncated),))
            if truncated
            else _PLAIN,
        )

    def _resolve(self, revisit: WarcRecord) -> Content | Rejected | None:
        """Give a revisit the payload of the earlier record in this file with the same digest."""
        place = self._places.get(revisit.headers.get(WarcHeader.WARC_PAYLOAD_DIGEST) or "")
        if place is None or not self._is_cheap_to_seek or self._resolved_bytes > _RESOLVE_BYTES:
            self._unresolved += 1
            return None
        found = self._content(revisit, b"", None)
        position = self._section.tell()
        self._section.seek(place)
        try:
            original = next(
                iter(
                    ArchiveIterator(
                        self._section, parse_http=False, max_header_len=MAX_HEADER_BYTES
                    )
                )
            )
            data, media_type = read_payload(original, self._limit)
        except (OSError, ValueError, StopIteration, BadInput):
            data = media_type = None
        finally:
            self._section.seek(position)
        if data is None or isinstance(found, Rejected):
            self._unresolved += 1
            return None
        self._resolved_bytes += len(data)
        return evolve(found, data=data, media_type=media_type)

    def _skip(self, record: WarcRecord) -> str:
        """Pass over a record that is too large, if it is not made to take for ever; say what it is."""
        length = left = record.content_length
        while left and (step := record.consume(_SKIP_STEP)):
            left -= step
            self._skipped_bytes += step
            if self._skipped_bytes > _SKIP_BYTES + _SKIP_EXPANSION * self._section.tell():
                raise _Bomb
        self._is_skipped = left <= 0
        if left > 0:
            return f"the record should have {length:,} bytes and has {length - left:,}"
        return f"the record is larger than {self._limit:,} bytes"

    def _reject(self, offset: int, reason: str) -> Rejected:
        return Rejected(name=f"{self._name}@{offset}", reason=reason)


def _describe(problem: str, next_start: int | None) -> str:
    what = problem or "the file ends within a record, or with what is no record"
    where = (
        "no further record was found" if next_start is None else f"reading went on at {next_start}"
    )
    return f"{what}; {where}"
