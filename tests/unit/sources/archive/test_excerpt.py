from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from sousveil.errors import BadInput, NotFound
from sousveil.model.collection import Content
from sousveil.model.identifiers import sha256_of
from sousveil.sources.archive.excerpt import copy_snapshot
from sousveil.sources.archive.record import ArchivedPlace
from sousveil.sources.archive.snapshots import read_snapshot
from sousveil.sources.archive.writing import ArchiveWriter

if TYPE_CHECKING:
    from pathlib import Path

AT = "2026-01-01T00:00:00Z"
PAGE = b"<p>cameras</p>"
SHA256 = sha256_of(PAGE)


@pytest.fixture
def places(tmp_path: Path) -> list[ArchivedPlace]:
    """A record that refers to the page, which stands first, and the page itself."""
    kept: list[ArchivedPlace] = []
    with ArchiveWriter(
        tmp_path, "r1", software="tests", known=lambda _: kept[0] if kept else None
    ) as archive:
        for _ in range(2):
            content = Content(name="https://example.org/", data=PAGE, media_type="text/html")
            record = archive.write_resource(content, AT)
            kept.append(ArchivedPlace(warc_file=record.warc_file, warc_offset=record.warc_offset))
    return kept[::-1]


def test_the_whole_record_is_copied_and_gives_the_same_snapshot(
    places: list[ArchivedPlace], tmp_path: Path
) -> None:
    out = io.BytesIO()
    assert copy_snapshot(tmp_path, places, SHA256, out)
    (tmp_path / "excerpt.warc.gz").write_bytes(out.getvalue())
    first = ArchivedPlace(warc_file="excerpt.warc.gz", warc_offset=0)
    assert read_snapshot(tmp_path, first, SHA256) == PAGE
    assert out.getvalue() in (tmp_path / places[1].warc_file).read_bytes()


def test_a_record_that_only_refers_to_another_is_no_copy(
    places: list[ArchivedPlace], tmp_path: Path
) -> None:
    out = io.BytesIO()
    assert not copy_snapshot(tmp_path, places[:1], SHA256, out)
    assert not copy_snapshot(tmp_path, [], SHA256, out)
    assert out.getvalue() == b""


def test_a_record_with_other_bytes_is_an_error(places: list[ArchivedPlace], tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="not the snapshot"):
        copy_snapshot(tmp_path, places[1:], "0" * 64, io.BytesIO())


def test_an_archive_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    place = ArchivedPlace(warc_file="gone.warc.gz", warc_offset=0)
    with pytest.raises(BadInput, match=r"gone\.warc\.gz"):
        copy_snapshot(tmp_path, [place], SHA256, io.BytesIO())
