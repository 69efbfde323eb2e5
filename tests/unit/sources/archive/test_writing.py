import gzip
import os
import resource
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from sousveil.errors import BadInput, CannotWrite, NotFound
from sousveil.model.collection import Content
from sousveil.model.identifiers import sha256_of
from sousveil.sources.archive.record import ArchivedPlace, ArchivedRecord, Exchange
from sousveil.sources.archive.snapshots import read_snapshot
from sousveil.sources.archive.walking import read_entry, walk_records
from sousveil.sources.archive.writing import ArchiveWriter

PAGE = b"<p>Police bought cameras.</p>" * 20
MakeExchange = Callable[..., Exchange]
_TOKEN = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", min_size=1)
_VALUE = st.text(st.characters(min_codepoint=0, max_codepoint=255))


class Memory:
    """What a database would know: the first place of each snapshot."""

    def __init__(self) -> None:
        self.places: dict[str, ArchivedPlace] = {}

    def note(self, record: ArchivedRecord) -> ArchivedRecord:
        self.places.setdefault(record.snapshot_sha256, place_of(record))
        return record

    def known(self, sha256: str) -> ArchivedPlace | None:
        return self.places.get(sha256)


def place_of(record: ArchivedRecord) -> ArchivedPlace:
    return ArchivedPlace(warc_file=record.warc_file, warc_offset=record.warc_offset)


def writer(folder: Path, memory: Memory | None = None, **options: int) -> ArchiveWriter:
    known = (memory or Memory()).known
    return ArchiveWriter(folder, "run-1", software="Sousveil test", known=known, **options)


def text_of(folder: Path) -> bytes:
    return b"".join(gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.gz")))


def test_a_retrieval_is_request_and_response_with_time_and_hash(
    tmp_path: Path, make_exchange: MakeExchange
) -> None:
    with writer(tmp_path) as archive:
        record = archive.write_exchange(make_exchange(body=PAGE), PAGE)
    kinds = [entry.kind for entry in walk_records(tmp_path / record.warc_file)]
    assert kinds == ["warcinfo", "response", "request"]
    _, response, _ = walk_records(tmp_path / record.warc_file)
    assert response.offset == record.warc_offset
    assert response.retrieved_at == "2026-01-31T12:00:00Z"
    assert response.snapshot_sha256 == record.snapshot_sha256 == sha256_of(PAGE)
    assert (record.media_type, record.size_bytes) == ("text/html", len(PAGE))


def test_cookies_and_passwords_are_not_archived(
    tmp_path: Path, make_exchange: MakeExchange
) -> None:
    with writer(tmp_path) as archive:
        archive.write_exchange(
            make_exchange("https://a.org/", PAGE, ("AUTHORIZATION", "x1y2")), PAGE
        )
    text = text_of(tmp_path)
    assert b"secret" not in text
    assert b"x1y2" not in text
    assert b"User-Agent: Sousveil" in text


def test_a_body_stays_as_on_the_wire_and_is_read_decoded(
    tmp_path: Path, make_exchange: MakeExchange
) -> None:
    wire = gzip.compress(PAGE)
    exchange = make_exchange(
        "https://a.org/", wire, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")
    )
    with writer(tmp_path) as archive:
        record = archive.write_exchange(exchange, PAGE)
    text = text_of(tmp_path)
    assert wire in text
    assert b"X-Archive-Orig-Transfer-Encoding: chunked" in text
    assert read_snapshot(tmp_path, place_of(record), sha256_of(PAGE)) == PAGE


def test_a_body_that_does_not_decode_to_the_payload_is_kept_decoded(
    tmp_path: Path, make_exchange: MakeExchange
) -> None:
    exchange = make_exchange("https://a.org/", b"what is this", ("Content-Encoding", "br"))
    with writer(tmp_path) as archive:
        record = archive.write_exchange(exchange, PAGE)
    assert b"X-Archive-Orig-Content-Encoding: br" in text_of(tmp_path)
    assert read_snapshot(tmp_path, place_of(record), sha256_of(PAGE)) == PAGE


def test_the_same_payload_is_archived_once(tmp_path: Path, make_exchange: MakeExchange) -> None:
    memory = Memory()
    with writer(tmp_path, memory) as archive:
        first = memory.note(archive.write_exchange(make_exchange("https://a.org/1", PAGE), PAGE))
        again = archive.write_exchange(make_exchange("https://a.org/2", PAGE), PAGE)
    assert (first.is_revisit, again.is_revisit) == (False, True)
    assert text_of(tmp_path).count(PAGE) == 1
    entry = next(e for e in walk_records(tmp_path / again.warc_file, again.warc_offset))
    assert entry.refers_to_uri == "https://a.org/1"
    assert entry.refers_to_date == "2026-01-31T12:00:00Z"
    assert read_snapshot(tmp_path, place_of(first), sha256_of(PAGE)) == PAGE
    with pytest.raises(NotFound, match="refers to an earlier one and has no bytes"):
        read_snapshot(tmp_path, place_of(again), sha256_of(PAGE))


def test_a_payload_packed_otherwise_is_archived_in_full(
    tmp_path: Path, make_exchange: MakeExchange
) -> None:
    """A revisit must replay: its headers have to fit the bytes that it refers to."""
    memory = Memory()
    with writer(tmp_path, memory) as archive:
        memory.note(archive.write_exchange(make_exchange("https://a.org/1", PAGE), PAGE))
        wire = zlib.compress(PAGE)
        exchange = make_exchange("https://a.org/2", wire, ("Content-Encoding", "deflate"))
        assert not archive.write_exchange(exchange, PAGE).is_revisit


def test_a_known_place_that_is_gone_makes_no_revisit(
    tmp_path: Path, make_exchange: MakeExchange
) -> None:
    memory = Memory()
    memory.places[sha256_of(PAGE)] = ArchivedPlace(warc_file="gone.warc.gz", warc_offset=0)
    with writer(tmp_path, memory) as archive:
        assert not archive.write_exchange(make_exchange(body=PAGE), PAGE).is_revisit


def test_not_modified_refers_to_what_was_archived(
    tmp_path: Path, make_exchange: MakeExchange
) -> None:
    memory = Memory()
    later = make_exchange(status=304, body=b"", retrieved_at="2026-02-28T12:00:00Z")
    with writer(tmp_path, memory) as archive:
        first = memory.note(archive.write_exchange(make_exchange(body=PAGE), PAGE))
        second = archive.write_not_modified(later, first)
        third = archive.write_not_modified(later, second)
    assert second.is_revisit
    assert second.snapshot_sha256 == first.snapshot_sha256
    for record in (second, third):
        entry = next(e for e in walk_records(tmp_path / record.warc_file, record.warc_offset))
        assert entry.refers_to_date == "2026-01-31T12:00:00Z"
    assert b"revisit/server-not-modified" in text_of(tmp_path)


def test_a_redirect_is_archived_with_its_request_and_is_no_snapshot(
    tmp_path: Path, make_exchange: MakeExchange
) -> None:
    lines = (("Location", "https://a.org/2"), ("Content-Length", "500"))
    step = make_exchange("https://a.org/1", b"", *lines, status=301)
    with writer(tmp_path) as archive:
        archive.write_redirect(step)
        archive.write_redirect(make_exchange("https://a.org/1", b"", ("Content-Length", "0")))
    _, response, request, _, _ = walk_records(tmp_path / "run-1-00001.warc.gz")
    assert (response.kind, request.kind) == ("response", "request")
    assert (response.target_uri, response.http_status) == ("https://a.org/1", 301)
    assert response.retrieved_at == "2026-01-31T12:00:00Z"
    assert response.snapshot_sha256 is None
    text = text_of(tmp_path)
    assert b"Location: https://a.org/2" in text
    assert b"X-Archive-Orig-Content-Length: 500" in text, "the body was not read"
    assert text.count(b"WARC-Truncated: length") == 1, "an empty body is whole"
    assert b"secret" not in text


def test_the_address_that_was_asked_for_is_kept(
    tmp_path: Path, make_exchange: MakeExchange
) -> None:
    exchange = evolve(make_exchange("https://a.org/2", PAGE), requested_url="https://a.org/ 1")
    with writer(tmp_path) as archive:
        record = archive.write_exchange(exchange, PAGE)
    entry = read_entry(tmp_path / record.warc_file, record.warc_offset)
    assert (entry.target_uri, entry.requested_uri) == ("https://a.org/2", "https://a.org/%201")


def test_bytes_at_hand_are_archived_as_a_resource(tmp_path: Path) -> None:
    content = Content(name="file:///reports/a b.pdf", data=b"%PDF-", media_type="application/pdf")
    memory = Memory()
    with writer(tmp_path, memory) as archive:
        record = memory.note(archive.write_resource(content, "2026-01-31T12:00:00Z"))
        again = archive.write_resource(content, "2026-02-28T12:00:00Z")
    assert b"WARC-Target-URI: file:///reports/a%20b.pdf" in text_of(tmp_path)
    assert record.media_type == "application/pdf"
    assert again.is_revisit
    assert read_snapshot(tmp_path, place_of(record), sha256_of(b"%PDF-")) == b"%PDF-"


def test_files_are_rotated_and_a_new_run_goes_on_in_the_last(
    tmp_path: Path, make_exchange: MakeExchange
) -> None:
    with writer(tmp_path, rotate_bytes=500) as archive:
        first = archive.write_exchange(make_exchange(body=os.urandom(600)), b"1")
        second = archive.write_exchange(make_exchange(body=PAGE), PAGE)
    with writer(tmp_path) as archive:
        third = archive.write_exchange(make_exchange(body=b"3"), b"3")
    assert [r.warc_file for r in (first, second, third)] == [
        "run-1-00001.warc.gz",
        "run-1-00002.warc.gz",
        "run-1-00002.warc.gz",
    ]
    assert read_snapshot(tmp_path, place_of(third), sha256_of(b"3")) == b"3"


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, make_exchange: MakeExchange) -> None:
    path = tmp_path / "run-1-00001.warc.gz"
    with writer(tmp_path) as archive:
        archive.write_exchange(make_exchange(body=PAGE), PAGE)
        before = path.read_bytes()
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 50, hard))
        try:
            with pytest.raises(CannotWrite, match="File too large"):
                archive.write_exchange(make_exchange(body=b"2"), b"2")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert path.read_bytes() == before
        record = archive.write_exchange(make_exchange(body=b"3"), b"3")
    assert read_snapshot(tmp_path, place_of(record), sha256_of(b"3")) == b"3"


def test_what_cannot_be_given_back_is_said(tmp_path: Path, make_exchange: MakeExchange) -> None:
    with writer(tmp_path) as archive:
        record = archive.write_exchange(make_exchange(body=PAGE), PAGE)
    place = place_of(record)
    wrong = ArchivedPlace(warc_file=record.warc_file, warc_offset=record.warc_offset + 1)
    outside = ArchivedPlace(warc_file="../a.warc.gz", warc_offset=0)
    with pytest.raises(NotFound, match="not the snapshot"):
        read_snapshot(tmp_path, place, sha256_of(b"other"))
    with pytest.raises(NotFound, match="no record"):
        read_snapshot(tmp_path, wrong, record.snapshot_sha256)
    with pytest.raises(NotFound, match="not the name of a file"):
        read_snapshot(tmp_path, outside, record.snapshot_sha256)
    info = ArchivedPlace(warc_file=record.warc_file, warc_offset=0)
    with pytest.raises(NotFound, match="no snapshot"):
        read_snapshot(tmp_path, info, record.snapshot_sha256)
    (tmp_path / record.warc_file).unlink()
    with pytest.raises(NotFound, match="cannot be read"):
        read_snapshot(tmp_path, place, record.snapshot_sha256)
    with pytest.raises(BadInput, match="cannot be opened"):
        list(walk_records(tmp_path / record.warc_file))


def test_a_run_id_or_time_that_does_not_fit_is_refused(
    tmp_path: Path, make_exchange: MakeExchange
) -> None:
    with pytest.raises(ValueError, match="file name"):
        ArchiveWriter(tmp_path, "../x", software="")
    with writer(tmp_path) as archive, pytest.raises(ValueError, match="UTC time"):
        archive.write_exchange(make_exchange(retrieved_at="yesterday"), b"")


@settings(max_examples=60, deadline=None)
@given(
    body=st.binary(max_size=3000),
    headers=st.lists(st.tuples(_TOKEN, _VALUE), max_size=6),
    url=st.text(max_size=80),
    status=st.integers(200, 599),
)
def test_any_payload_and_headers_come_back(
    tmp_path_factory: pytest.TempPathFactory,
    body: bytes,
    headers: list[tuple[str, str]],
    url: str,
    status: int,
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    exchange = Exchange(
        url=f"https://a.org/{url}",
        retrieved_at="2026-01-31T12:00:00Z",
        status=status,
        response_headers=tuple(headers),
        body=body,
    )
    with writer(folder) as archive:
        record = archive.write_exchange(exchange, body)
    assert read_snapshot(folder, place_of(record), sha256_of(body)) == body
    assert [e.kind for e in walk_records(folder / record.warc_file)][1:] == ["response", "request"]
    lines = text_of(folder).split(b"\r\n")
    handled = {"set-cookie", "cookie", "authorization", "content-encoding"}
    for name, value in headers:
        is_plain = not set(value) & set("\r\n\0") and value == value.strip()
        if is_plain and name.lower() not in handled:
            assert any(line.endswith(f"{name}: {value}".encode("latin-1")) for line in lines)
