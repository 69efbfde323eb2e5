"""Mend a file of the archive whose writer was killed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from fastwarc.warc import ArchiveIterator

from sousveil.errors import BadInput
from sousveil.sources.archive.members import Packing, end_of_member, find_record
from sousveil.sources.archive.record import MAX_HEADER_BYTES
from sousveil.sources.archive.section import Section

if TYPE_CHECKING:
    from pathlib import Path


def repair_tail(path: Path) -> int:
    """Cut a half-written record off the end of a WARC file; return how many bytes were cut.

    Every record that is whole stays.

    Raises:
        BadInput: the file is damaged before its end, which an interrupted writer does not
            do; nothing is cut.
    """
    with path.open("r+b") as file:
        section = Section(file)
        end = _end_of_last_member(section)
        rest = section.size - end
        if rest == 0:
            return 0
        if find_record(section, end + 1, Packing.GZIP) is not None:
            raise BadInput(
                "the file of the archive is damaged, and records follow the damage",
                where=f"{path}@{end}",
                next_step="restore the file from a backup",
            )
        file.truncate(end)
        file.flush()
        os.fsync(file.fileno())
        return rest


def _end_of_last_member(section: Section) -> int:
    """Return where the last whole member ends, given the last record that can be begun."""
    end = 0
    section.seek(0)
    try:
        for record in ArchiveIterator(section, parse_http=False, max_header_len=MAX_HEADER_BYTES):
            end = record.stream_pos
    except (OSError, ValueError):
        pass  # what follows the last good record is looked at below
    while (next_end := end_of_member(section, end)) is not None:
        end = next_end
    return end
