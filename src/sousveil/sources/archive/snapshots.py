"""Give back the bytes that evidence cites, whether or not they are still on the web."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastwarc.warc import WarcRecordType

from sousveil.errors import BadInput, NotFound
from sousveil.model.identifiers import sha256_of
from sousveil.sources.archive.payload import read_payload
from sousveil.sources.archive.section import Section
from sousveil.sources.archive.walking import read_record

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.sources.archive.record import ArchivedPlace

_MAX_SNAPSHOT_BYTES = 1 << 30


def read_snapshot(folder: Path, place: ArchivedPlace, sha256: str) -> bytes:
    """Return a snapshot from the archive, checked against its hash.

    ``place`` is of the record that has the bytes, not of one that refers to it.

    Raises:
        NotFound: it is not there, or the bytes there are not the ones that were cited.
    """
    data = _read(folder, place)
    if sha256_of(data) != sha256:
        raise _lost(f"the archived bytes are not the snapshot sha256:{sha256[:12]}", place)
    return data


def _read(folder: Path, place: ArchivedPlace) -> bytes:
    path = folder / place.warc_file
    if path.parent != folder:
        raise _lost("this is not the name of a file of the archive", place)
    try:
        with path.open("rb") as file:
            record = read_record(Section(file), place.warc_offset, place.warc_file)
            if record.record_type == WarcRecordType.revisit:
                raise _lost("the record refers to an earlier one and has no bytes", place)
            data, _ = read_payload(record, _MAX_SNAPSHOT_BYTES, any_status=True)
    except OSError as error:
        raise _lost(f"the archive cannot be read: {error}", place) from error
    except BadInput as error:
        raise _lost(error.what, place) from error
    if data is None:
        raise _lost("the record here holds no snapshot", place)
    return data


def _lost(what: str, place: ArchivedPlace) -> NotFound:
    return NotFound(
        what,
        where=f"{place.warc_file}@{place.warc_offset}",
        next_step="restore the file from a backup, or collect the source again",
    )
