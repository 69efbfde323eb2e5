"""Take single records out of the archive, byte for byte, into a WARC file of their own."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from sousveil.errors import NotFound
from sousveil.sources.archive.members import end_of_member
from sousveil.sources.archive.section import Section
from sousveil.sources.archive.snapshots import read_snapshot
from sousveil.sources.archive.walking import read_entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sousveil.sources.archive.record import ArchivedPlace

_FULL = frozenset({"response", "resource"})


def copy_snapshot(
    folder: Path, places: Iterable[ArchivedPlace], sha256: str, out: IO[bytes]
) -> bool:
    """Copy the first whole record of a snapshot as it was archived, and say whether there is one.

    A record that only refers to an earlier one is passed over.

    Raises:
        NotFound: the record there does not give the snapshot's bytes.
    """
    for place in places:
        if read_entry(folder / place.warc_file, place.warc_offset).kind not in _FULL:
            continue
        read_snapshot(folder, place, sha256)
        out.write(_read_member(folder, place))
        return True
    return False


def _read_member(folder: Path, place: ArchivedPlace) -> bytes:
    with (folder / place.warc_file).open("rb") as file:
        section = Section(file)
        end = end_of_member(section, place.warc_offset)
        if end is None:
            raise NotFound(
                "the archived record is not whole",
                where=f"{place.warc_file}@{place.warc_offset}",
                next_step="restore the file from a backup, or collect the source again",
            )
        section.seek(place.warc_offset)
        return section.read(end - place.warc_offset)
