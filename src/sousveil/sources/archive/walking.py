"""The records of an archive of ours, in their order: what an index or a resumed run needs."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from attrs import evolve, frozen
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from sousveil.errors import BadInput
from sousveil.sources.archive.record import MAX_HEADER_BYTES, REQUESTED_URI, SNAPSHOT_DIGEST
from sousveil.sources.archive.section import Section

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WITH_HTTP = WarcRecordType.response | WarcRecordType.revisit


@frozen(kw_only=True)
class Entry:
    """What the headers of a record say; ``length`` is the size of its gzip member."""

    kind: str
    offset: int
    length: int = 0
    target_uri: str | None
    retrieved_at: str | None
    http_status: int | None = None
    content_type: str | None = None
    payload_digest: str | None = None
    snapshot_sha256: str | None = None
    refers_to_uri: str | None = None
    refers_to_date: str | None = None
    requested_uri: str | None = None


def walk_records(path: Path, start: int = 0) -> Iterator[Entry]:
    """Yield every record of a file of the archive from ``start``, the offset of a record.

    A run that resumes learns from it what was archived before its database knew.

    Raises:
        BadInput: the file is damaged; ``repair_tail`` mends one that was cut short.
    """
    with _open(path) as file:
        section = Section(file)
        section.seek(start)
        last: Entry | None = None
        try:
            for record in ArchiveIterator(
                section, parse_http=False, max_header_len=MAX_HEADER_BYTES
            ):
                entry = _entry_of(record)
                if last is not None:
                    yield evolve(last, length=entry.offset - last.offset)
                last = entry
        except (OSError, ValueError) as error:
            raise _damaged(path, last.offset if last else start, error) from error
        if last is not None:
            yield evolve(last, length=section.size - last.offset)


def read_entry(path: Path, offset: int) -> Entry:
    """Read the headers of the record at an offset; its length is not told.

    Raises:
        BadInput: there is no such file, or no record at the offset.
    """
    with _open(path) as file:
        return _entry_of(read_record(Section(file), offset, path.name))


def read_record(section: Section, offset: int, name: str) -> WarcRecord:
    """Return the record that begins at an offset, to be read while the section is open.

    Raises:
        BadInput: no record begins there.
    """
    section.seek(offset)
    try:
        return next(
            iter(ArchiveIterator(section, parse_http=False, max_header_len=MAX_HEADER_BYTES))
        )
    except (OSError, ValueError, StopIteration) as error:
        raise BadInput(
            "no record of the archive begins here",
            where=f"{name}@{offset}",
            next_step="restore the file from a backup",
        ) from error


def _open(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise BadInput(
            f"the file of the archive cannot be opened: {error.strerror}",
            where=str(path),
            next_step="restore the file from a backup",
        ) from error


def _entry_of(record: WarcRecord) -> Entry:
    headers = record.headers
    content_type = headers.get("Content-Type")
    status = None
    if record.record_type & _WITH_HTTP and record.is_http:
        record.parse_http(max_header_len=MAX_HEADER_BYTES)
        status = record.http_headers.status_code
        content_type = record.http_headers.get("Content-Type")
    digest = headers.get(SNAPSHOT_DIGEST)
    return Entry(
        kind=headers.get("WARC-Type") or "",
        offset=record.stream_pos,
        target_uri=headers.get("WARC-Target-URI"),
        retrieved_at=headers.get("WARC-Date"),
        http_status=status,
        content_type=content_type,
        payload_digest=headers.get("WARC-Payload-Digest"),
        snapshot_sha256=digest.removeprefix("sha256:") if digest else None,
        refers_to_uri=headers.get("WARC-Refers-To-Target-URI"),
        refers_to_date=headers.get("WARC-Refers-To-Date"),
        requested_uri=headers.get(REQUESTED_URI),
    )


def _damaged(path: Path, offset: int, error: Exception) -> BadInput:
    return BadInput(
        f"the file of the archive is damaged after this record: {error}",
        where=f"{path}@{offset}",
        next_step="restore the file from a backup",
    )
