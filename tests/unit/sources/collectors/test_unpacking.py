from __future__ import annotations

import contextlib
import gzip
import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sousveil.errors import BadInput
from sousveil.sources.collectors.lines import read_lines
from sousveil.sources.collectors.unpacking import (
    Allowance,
    gunzip,
    open_bounded,
    open_single_member,
)

LIMIT = 1024 * 1024


def _zip(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def _unzip(data: bytes) -> bytes:
    with open_single_member(data, max_bytes=LIMIT, where="a.zip") as file:
        return file.read()


def test_gzip_of_several_members_and_padding_is_read_whole() -> None:
    data = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0"
    assert gunzip(data, max_bytes=LIMIT) == b"one two"


def test_gzip_of_just_the_limit_is_read() -> None:
    assert len(gunzip(gzip.compress(bytes(LIMIT)), max_bytes=LIMIT)) == LIMIT


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(bytes(LIMIT + 1), mtime=0), "more than 1048576 bytes"),
        (
            gzip.compress(bytes(LIMIT), mtime=0) + gzip.compress(b"x", mtime=0),
            "more than 1048576 bytes",
        ),
        (gzip.compress(b"some text", mtime=0)[:-3], "cut off"),
        (gzip.compress(b"some text", mtime=0) + b"trailing", "damaged or cut off"),
        (b"\x1f\x8bno", "damaged or cut off"),
    ],
)
def test_a_gzip_bomb_or_a_damaged_file_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        gunzip(data, max_bytes=LIMIT)


def test_gzip_of_a_ratio_that_no_honest_file_reaches_is_refused_below_the_limit() -> None:
    with pytest.raises(BadInput, match="unpacks to more than"):
        gunzip(gzip.compress(bytes(8 * LIMIT)), max_bytes=64 * LIMIT)


def test_streams_that_share_an_allowance_share_its_bytes() -> None:
    allowance = Allowance(15)
    assert open_bounded(gzip.compress(bytes(10)), allowance).read() == bytes(10)
    with pytest.raises(BadInput, match="more than 15 bytes"):
        open_bounded(bytes(10), allowance).read()


def test_the_one_file_of_a_zip_archive_is_read() -> None:
    assert _unzip(_zip(("a.csv", b"a\tb\n"))) == b"a\tb\n"
    assert _unzip(_zip(("a.csv", b"a"), method=zipfile.ZIP_STORED)) == b"a"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a whole ZIP archive"),
        (b"PK\x03\x04 cut off", "not a whole ZIP archive"),
        (_zip(), "0 files"),
        (_zip(("a", b"1"), ("b", b"2")), "2 files"),
        (_zip(("a", bytes(LIMIT + 1))), "larger than 1 MiB"),
        (_zip(("a", bytes(LIMIT))), "more than 200 to 1"),
        (_zip(("a", b"1"), method=zipfile.ZIP_LZMA), "usual method"),
        (_zip(("a" * 5_000, b"1")), "of a kind that is not read"),
        (b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, 46, 9_999, 0), "not a sound ZIP"),
    ],
)
def test_an_archive_that_is_no_packed_table_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        _unzip(data)


def test_an_encrypted_archive_is_refused() -> None:
    data = bytearray(_zip(("a", b"1")))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BadInput, match="encrypted"):
        _unzip(bytes(data))


def test_a_member_never_gives_more_than_it_declares() -> None:
    """The directory says 10 bytes, the stream holds a million: reading stops at the damage."""
    data = bytearray(_zip(("a", bytes(LIMIT))))
    start = data.index(b"PK\x01\x02")
    data[start + 24 : start + 28] = struct.pack("<L", 10)
    with pytest.raises(zipfile.BadZipFile):
        _unzip(bytes(data))


@given(st.binary(max_size=200), st.integers(0, 250))
def test_any_bytes_are_unpacked_or_refused(noise: bytes, place: int) -> None:
    sound_zip, sound_gzip = _zip(("a.csv", b"a\tb\n")), gzip.compress(b"a\tb\n")
    for data in (noise, sound_zip[:place] + noise + sound_zip[place + 1 :]):
        with contextlib.suppress(BadInput, zipfile.BadZipFile, zlib.error, EOFError):
            _unzip(data)
    for data in (b"\x1f\x8b" + noise, sound_gzip[:place] + noise):
        with contextlib.suppress(BadInput):
            assert len(gunzip(data, max_bytes=100)) <= 100


@given(st.binary(max_size=100), st.integers(1, 20))
def test_lines_are_numbered_and_bounded(data: bytes, limit: int) -> None:
    lines = list(read_lines(io.BytesIO(data), max_bytes=limit))
    assert [number for number, _ in lines] == list(range(1, len(lines) + 1))
    assert len(lines) == data.count(b"\n") + (not data.endswith(b"\n") and data != b"")
    assert all(line is None or len(line) <= limit for _, line in lines)


def test_a_line_that_is_too_long_does_not_hide_the_next() -> None:
    data = b"short\r\n" + b"x" * 1_000_000 + b"\nlast"
    assert list(read_lines(io.BytesIO(data), max_bytes=10)) == [
        (1, b"short"),
        (2, None),
        (3, b"last"),
    ]
