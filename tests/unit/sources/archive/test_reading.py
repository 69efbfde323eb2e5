import gzip
import io
import os
import re
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import fsspec
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sousveil.errors import BadInput
from sousveil.model.collection import Content, Rejected
from sousveil.sources.archive.decoding import decode_body
from sousveil.sources.archive.reading import iterate_archive, read_warc_paths

MakeRecord = Callable[..., bytes]
Pack = Callable[[bytes], bytes]
Read = Callable[..., tuple[list[Content], list[Rejected]]]

# Reads a file in a process of its own; prints what was found, the seconds and the peak in MiB.
_MEASURED = """
import pathlib, resource, sys, time
from sousveil.model.collection import Content
from sousveil.sources.archive.reading import iterate_archive
started = time.process_time()
found = ["content" if isinstance(i, Content) else "rejected" for i in iterate_archive(sys.argv[1])]
# what getrusage tells is at least the peak of the process that started this one
status = pathlib.Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else []
high = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
peak = (high or [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss])[0] // 1024
print(found.count("content"), found.count("rejected"), time.process_time() - started, peak)
"""


def pages(make_record: MakeRecord, count: int = 5) -> list[bytes]:
    return [
        make_record(f"https://a.org/{n}", f"<p>page {n}</p>".encode() * 30) for n in range(count)
    ]


def names(found: list[Content]) -> list[str]:
    return [content.name.removeprefix("https://a.org/") for content in found]


def write(path: Path, records: list[bytes], pack: Pack = gzip.compress) -> Path:
    path.write_bytes(b"".join(pack(record) for record in records))
    return path


def measure(path: Path) -> tuple[int, int, float, int]:
    command = [sys.executable, "-c", _MEASURED, str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return int(said[0]), int(said[1]), float(said[2]), int(said[3])


def test_every_packing_gives_the_payloads_in_order(
    tmp_path: Path, make_record: MakeRecord, pack: Pack, read: Read
) -> None:
    path = write(tmp_path / "a.warc", pages(make_record), pack)
    found, rejected = read(path)
    assert rejected == []
    assert names(found) == ["0", "1", "2", "3", "4"]
    assert found[1].data == b"<p>page 1</p>" * 30
    assert found[1].media_type == "text/html"
    assert found[1].retrieved_at == "2026-01-31T12:00:00Z"


def test_one_gzip_member_for_the_whole_file_is_read(
    tmp_path: Path, make_record: MakeRecord, read: Read
) -> None:
    path = write(tmp_path / "a.warc.gz", [b"".join(pages(make_record))])
    found, rejected = read(path)
    assert (names(found), rejected) == (["0", "1", "2", "3", "4"], [])


def test_any_fsspec_url_is_read(make_record: MakeRecord) -> None:
    url = "memory://archives/a.warc.gz"
    with fsspec.open(url, "wb") as file:
        file.write(b"".join(gzip.compress(record) for record in pages(make_record)))
    assert len(list(iterate_archive(url))) == 5


def test_an_archive_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    for url in (str(tmp_path / "none.warc.gz"), "memory://none", "nothing://x"):
        with pytest.raises(BadInput, match="cannot be opened"):
            list(iterate_archive(url))


def test_what_is_not_evidence_is_left_out_and_files_and_text_are_given(
    tmp_path: Path, make_record: MakeRecord, read: Read
) -> None:
    records = [
        make_record("https://a.org/404", status="404 Not Found"),
        make_record("https://a.org/m", b"k: v", kind="metadata"),
        make_record(
            "https://a.org/r", b"%PDF", kind="resource", fields={"Content-Type": "application/pdf"}
        ),
        make_record(
            "https://a.org/c", b"text", kind="conversion", fields={"Content-Type": "text/plain"}
        ),
        make_record("dns:a.org", b"1.2.3.4", kind="response", fields={"Content-Type": "text/dns"}),
    ]
    records[-1] = records[-1].replace(b"application/http; msgtype=response", b"text/dns")
    found, rejected = read(write(tmp_path / "a.warc.gz", records))
    assert [(c.name, c.media_type) for c in found] == [
        ("https://a.org/r", "application/pdf"),
        ("https://a.org/c", "text/plain"),
    ]
    assert rejected == []


def test_a_revisit_gives_the_payload_that_it_refers_to(
    tmp_path: Path, make_record: MakeRecord, pack: Pack, read: Read
) -> None:
    records = [
        make_record("https://a.org/1", b"same", fields={"WARC-Payload-Digest": "sha256:1"}),
        make_record(
            "https://a.org/2", b"", kind="revisit", fields={"WARC-Payload-Digest": "sha256:1"}
        ),
        make_record(
            "https://a.org/3", b"", kind="revisit", fields={"WARC-Payload-Digest": "sha256:2"}
        ),
        make_record("https://a.org/4", b"last"),
    ]
    found, rejected = read(write(tmp_path / "a.warc", records, pack))
    assert [(c.name[-1], c.data) for c in found] == [("1", b"same"), ("2", b"same"), ("4", b"last")]
    assert [r.reason for r in rejected] == ["1 revisit records refer to what cannot be read here"]


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data)[2:-4]),
        ("zstd", zstandard.compress),
        ("gzip", bytes),
        ("gzip, gzip", lambda data: gzip.compress(gzip.compress(data))),
    ],
    ids=["gzip", "deflate", "bare deflate", "zstd", "taken off", "twice"],
)
def test_content_encodings_are_taken_off(
    tmp_path: Path, make_record: MakeRecord, read: Read, encoding: str, compress: Pack
) -> None:
    body = compress(b"<p>text</p>" * 9)
    chunked = b"%x;ext\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    records = [
        make_record("https://a.org/1", body, ("Content-Encoding", encoding)),
        make_record(
            "https://a.org/2",
            chunked,
            ("Content-Encoding", encoding),
            ("Transfer-Encoding", "chunked"),
        ),
    ]
    found, rejected = read(write(tmp_path / "a.warc.gz", records))
    assert [c.data for c in found] == [b"<p>text</p>" * 9] * 2
    assert rejected == []


@pytest.mark.parametrize(
    ("body", "encoding", "reason"),
    [
        (gzip.compress(bytes(1 << 20)), "gzip", "larger"),
        (zstandard.compress(bytes(1 << 20)), "zstd", "larger"),
        (gzip.compress(os.urandom(999))[:-300], "gzip", "cut off"),
        (b"\x1f\x8bnonsense", "gzip", "damaged"),
        (b"x", "rot13", "not asked for"),
    ],
    ids=["gzip bomb", "zstd bomb", "cut", "damaged", "unknown"],
)
def test_a_body_that_cannot_be_decoded_is_rejected_with_its_place(
    tmp_path: Path, make_record: MakeRecord, read: Read, body: bytes, encoding: str, reason: str
) -> None:
    first, *_, last = pages(make_record)
    bad = make_record("https://a.org/bad", body, ("Content-Encoding", encoding))
    path = write(tmp_path / "a.warc.gz", [first, bad, last])
    found, (rejected,) = read(path, 100_000)
    assert names(found) == ["0", "4"]
    assert rejected.name == f"{path}@{len(gzip.compress(first))}"
    assert reason in rejected.reason


def test_chunks_that_break_off_are_an_error() -> None:
    for body in (b"3\r\nabc\r\n9\r\nxy", b"3\r\nabc\r\nzz\r\n"):
        with pytest.raises(BadInput, match="chunk"):
            decode_body(body, transfer_encoding="chunked")


def _set_length(record: bytes, length: bytes) -> bytes:
    return re.sub(rb"Content-Length: \d+", b"Content-Length: " + length, record, count=1)


@pytest.mark.parametrize(
    "length", [b"10", b"99999", b"99999999999", b"-5", b"9" * 30, b"x", b"450"]
)
def test_a_wrong_length_costs_its_record_alone(
    tmp_path: Path, make_record: MakeRecord, pack: Pack, read: Read, length: bytes
) -> None:
    records = pages(make_record)
    records[2] = _set_length(records[2], length)
    path = write(tmp_path / "a.warc", records, pack)
    found, rejected = read(path)
    assert names(found) == ["0", "1", "3", "4"]
    assert len(rejected) == 1
    assert rejected[0].name == f"{path}@{sum(len(pack(r)) for r in records[:2])}"


@pytest.mark.parametrize(
    "bad",
    [
        b"hello world" * 99,
        b"WARC/1.0\r\nX: " + b"a" * (4 << 20),
        bytes(5000),
        b"WARC/1.0\r\n\r\n",
        b"",
    ],
    ids=["text", "endless header", "zeros", "no header", "nothing"],
)
def test_what_is_no_record_is_passed_over(
    tmp_path: Path, make_record: MakeRecord, pack: Pack, read: Read, bad: bytes
) -> None:
    """Bare, a record can only be found again behind an end marker."""
    if bad and pack(b"") == b"":
        bad += b"\r\n\r\n"
    records = pages(make_record)
    found, rejected = read(write(tmp_path / "a.warc", [*records[:2], bad, *records[2:]], pack))
    assert names(found) == ["0", "1", "2", "3", "4"]
    assert len(rejected) <= 1


def test_a_response_that_is_no_http_is_rejected(
    tmp_path: Path, make_record: MakeRecord, read: Read
) -> None:
    records = pages(make_record, 3)
    records[1] = records[1].replace(b"HTTP/1.1 200 OK", b"\x00\xffHELLO 200 O")
    found, rejected = read(write(tmp_path / "a.warc.gz", records))
    assert names(found) == ["0", "2"]
    assert "HTTP" in rejected[0].reason


def test_a_file_cut_at_any_byte_gives_what_is_whole_and_says_so(
    tmp_path: Path, make_record: MakeRecord, pack: Pack, read: Read
) -> None:
    packed = [pack(record) for record in pages(make_record, 3)]
    data, last = b"".join(packed), len(packed[-1])
    for cut in range(1, last):
        path = tmp_path / "a.warc"
        path.write_bytes(data[:-cut])
        found, rejected = read(path)
        assert names(found) == ["0", "1"], cut
        assert len(rejected) == 1, cut


def test_what_is_no_archive_is_rejected(tmp_path: Path, read: Read) -> None:
    for data in (b"", b"<html>", b"PK\x03\x04 nonsense", b"\x1f\x8b\x08", b"WARC/"):
        path = tmp_path / "x"
        path.write_bytes(data)
        found, rejected = read(path)
        assert found == []
        assert len(rejected) == 1


def test_a_large_record_is_rejected_and_passed_over(
    tmp_path: Path, make_record: MakeRecord, pack: Pack, read: Read
) -> None:
    records = pages(make_record, 3)
    records[1] = make_record("https://a.org/large", bytes(3 << 20))
    found, rejected = read(write(tmp_path / "a.warc", records, pack), 1 << 20)
    assert names(found) == ["0", "2"]
    assert "larger than 1,048,576 bytes" in rejected[0].reason


def _bomb(size: int, make_record: MakeRecord, kind: str = "response") -> bytes:
    """Return a record of so many zeros in one gzip member (whole pieces of 16 MiB)."""
    record = _set_length(make_record("https://a.org/bomb", b"", kind=kind), b"%d" % size)
    head, end = record.split(b"\r\n\r\n")[0] + b"\r\n\r\n", b"\r\n\r\n"
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    begin = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    zeros = bytes(1 << 24)
    piece = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = zlib.crc32(head)
    for _ in range(size >> 24):
        checksum = zlib.crc32(zeros, checksum)
    checksum = zlib.crc32(end, checksum)
    tail = packer.compress(end) + packer.flush()
    tail += struct.pack("<II", checksum, (len(head) + size + len(end)) & 0xFFFFFFFF)
    gzip_head = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    return gzip_head + begin + piece * (size >> 24) + tail


@pytest.mark.parametrize("kind", ["response", "metadata"])
def test_a_gzip_bomb_is_bounded_in_memory_and_time(
    tmp_path: Path, make_record: MakeRecord, kind: str
) -> None:
    first, last = (gzip.compress(record) for record in pages(make_record, 2))
    path = tmp_path / "a.warc.gz"
    path.write_bytes(first)
    _, _, _, plain = measure(path)
    path.write_bytes(first + _bomb(2 << 30, make_record, kind) + last)
    contents, rejected, seconds, peak = measure(path)
    assert (contents, rejected) == (2, 1)
    assert seconds < 20
    assert peak < plain + 100


def test_bombs_together_are_bounded_too(tmp_path: Path, make_record: MakeRecord) -> None:
    first, last = (gzip.compress(record) for record in pages(make_record, 2))
    bomb = _bomb(1 << 30, make_record)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(first + bomb * 50 + last)
    found = list(iterate_archive(str(path)))
    assert isinstance(found[0], Content)
    assert len(found) < 10
    assert "not read" in getattr(found[-1], "reason", "")


def test_a_zstd_bomb_is_bounded_in_memory_and_time(tmp_path: Path, make_record: MakeRecord) -> None:
    size = 16 << 30
    head = _set_length(make_record("https://a.org/bomb", b""), b"%d" % size)
    frame = struct.pack("<IBB", 0xFD2FB528, 0, 0x50)
    frame += (len(head) << 3).to_bytes(3, "little") + head
    frame += ((128 << 10) << 3 | 2).to_bytes(3, "little") + b"\0"
    frame += (((128 << 10) << 3 | 2).to_bytes(3, "little") + b"\0") * (size >> 17)
    path = tmp_path / "a.warc.zst"
    path.write_bytes(zstandard.compress(pages(make_record, 1)[0]) + frame)
    contents, rejected, seconds, peak = measure(path)
    assert (contents, rejected) == (1, 1)
    assert seconds < 30
    assert peak < 400


def test_a_package_is_read_without_unpacking_it(
    tmp_path: Path, make_record: MakeRecord, read: Read
) -> None:
    path = tmp_path / "a.wacz"
    records = [gzip.compress(record) for record in pages(make_record, 4)]
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("datapackage.json", "{}")
        package.writestr("archive/a.warc.gz", b"".join(records[:2]))
        package.writestr("indexes/index.cdx", "nonsense")
        package.writestr("archive/b.warc.gz", b"".join(records[2:]), zipfile.ZIP_DEFLATED)
    found, rejected = read(path)
    assert (names(found), rejected) == (["0", "1", "2", "3"], [])


def test_damage_in_a_package_is_located(
    tmp_path: Path, make_record: MakeRecord, read: Read
) -> None:
    records = [gzip.compress(record) for record in pages(make_record, 3)]
    records[1] = records[1][:80] + bytes(40) + records[1][120:]
    path = tmp_path / "a.wacz"
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(path, "w", method) as package:
            package.writestr("archive/a.warc.gz", b"".join(records))
        found, rejected = read(path)
        assert names(found) == ["0", "2"]
        assert [r.name for r in rejected] == [f"{path}!archive/a.warc.gz@{len(records[0])}"]


@pytest.mark.parametrize(
    "name",
    ["../a.warc.gz", "/etc/a.warc.gz", "archive/../../a.warc", "..\\a.warc.gz", "C:\\a.warc.gz"],
)
def test_a_name_that_leads_out_of_the_package_is_rejected(
    tmp_path: Path, make_record: MakeRecord, read: Read, name: str
) -> None:
    path = tmp_path / "folder" / "a.wacz"
    path.parent.mkdir()
    (record,) = pages(make_record, 1)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(zipfile.ZipInfo(name), gzip.compress(record))
        package.writestr("archive/a.warc.gz", gzip.compress(record))
    found, (rejected,) = read(path)
    assert names(found) == ["0"]
    assert "leads out of the package" in rejected.reason
    assert rejected.name.startswith(f"{path}!")
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["a.wacz"]


def test_a_zip_bomb_is_not_opened(tmp_path: Path, make_record: MakeRecord, read: Read) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        with package.open("archive/a.warc", "w") as member:
            for _ in range(160):
                member.write(bytes(1 << 20))
        package.writestr("archive/b.warc.gz", gzip.compress(pages(make_record, 1)[0]))
    found, (rejected,) = read(path)
    assert names(found) == ["0"]
    assert "100 times" in rejected.reason


def test_a_package_with_too_many_names_is_not_opened(tmp_path: Path, read: Read) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("archive/a.warc.gz", b"")
    data = buffer.getvalue()
    at = data.rfind(b"PK\x05\x06")
    directory = data[data.find(b"PK\x01\x02") : at] * 80_000
    end = bytearray(data[at:])
    struct.pack_into("<I", end, 12, len(directory))
    path = tmp_path / "a.wacz"
    path.write_bytes(data[: data.find(b"PK\x01\x02")] + directory + end)
    assert [r.reason for r in read(path)[1]] == ["the package has too many files"]


def test_a_lost_connection_is_reported(make_record: MakeRecord) -> None:
    data = b"".join(
        gzip.compress(make_record(f"https://a.org/{n}", os.urandom(90_000))) for n in range(4)
    )

    class Lost(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 200_000:
                raise RuntimeError("the connection was lost")
            return super().read(size)

    @contextmanager
    def open_lost(_url: str) -> Iterator[Lost]:
        yield Lost(data)

    *found, last = iterate_archive("https://a.org/a.warc.gz", open_file=open_lost)
    assert all(isinstance(item, Content) for item in found)
    assert isinstance(last, Rejected)
    assert "the connection was lost" in last.reason


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    places=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12
    ),
)
def test_a_mutated_archive_gives_every_record_before_the_damage(
    tmp_path_factory: pytest.TempPathFactory,
    make_record: MakeRecord,
    pack: Pack,
    places: list[tuple[float, int]],
) -> None:
    packed = [pack(record) for record in pages(make_record)]
    data = bytearray(b"".join(packed))
    positions = []
    for share, value in places:
        at = int(share * len(data))
        if data[at] != value:
            positions.append(at)
            data[at] = value
    intact, end = 0, 0
    for member in packed:
        end += len(member)
        if positions and end > min(positions):
            break
        intact += 1
    path = tmp_path_factory.mktemp("mutated") / "a.warc"
    path.write_bytes(bytes(data))
    started = time.process_time()
    found = [item for item in iterate_archive(str(path)) if isinstance(item, Content)]
    assert time.process_time() - started < 5
    assert names(found)[:intact] == [str(number) for number in range(intact)]


@settings(max_examples=100, deadline=None)
@given(
    data=st.binary(max_size=300),
    head=st.sampled_from(
        [b"", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"\x28\xb5\x2f\xfd"]
    ),
)
def test_any_bytes_are_read_to_their_end(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, head: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "a"
    path.write_bytes(head + data)
    list(iterate_archive(str(path)))


def test_a_list_of_paths_gives_urls() -> None:
    text = b"crawl-data/CC-NEWS/2026/01/a.warc.gz\n\n  crawl-data/b.warc.gz\r\n"
    for data in (text, gzip.compress(text)):
        assert read_warc_paths(data, "https://data.example.org/") == [
            "https://data.example.org/crawl-data/CC-NEWS/2026/01/a.warc.gz",
            "https://data.example.org/crawl-data/b.warc.gz",
        ]
    assert read_warc_paths(b"a.warc", "s3://bucket/") == ["s3://bucket/a.warc"]
    assert read_warc_paths(b"a.warc", "") == ["a.warc"]


@pytest.mark.parametrize(
    "data",
    [gzip.compress(b"a\n" * 99)[:-5], b"\x1f\x8bx", b"\xff\xfe", gzip.compress(bytes(65 << 20))],
    ids=["cut", "damaged", "not text", "too large"],
)
def test_a_list_that_cannot_be_read_is_an_error(data: bytes) -> None:
    with pytest.raises(BadInput, match="list"):
        read_warc_paths(data, "https://a.org/")
