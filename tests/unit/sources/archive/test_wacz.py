import bisect
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from sousveil.errors import BadInput, CannotWrite
from sousveil.model.collection import Content
from sousveil.sources.archive.cdxj import surt_of, timestamp_of
from sousveil.sources.archive.reading import iterate_archive
from sousveil.sources.archive.record import ArchivedPlace, Exchange
from sousveil.sources.archive.wacz import export_wacz
from sousveil.sources.archive.writing import ArchiveWriter

MakeExchange = Callable[..., Exchange]
PAGES = 2_500  # more than two blocks of the index
SAME = b"<p>the same story on two sites</p>"


@pytest.fixture(scope="module")
def warc_files(tmp_path_factory: pytest.TempPathFactory, make_exchange: MakeExchange) -> list[Path]:
    folder = tmp_path_factory.mktemp("archive")
    places: dict[str, ArchivedPlace] = {}
    with ArchiveWriter(
        folder, "run", software="test", known=places.get, rotate_bytes=300_000, sync_every=1000
    ) as archive:
        for number in range(PAGES):
            body = f"<p>page {number}</p>".encode()
            wire = gzip.compress(body, mtime=0)
            url = f"https://www.example.org/News/{number}?b=2&a={number}"
            archive.write_exchange(make_exchange(url, wire, ("Content-Encoding", "gzip")), body)
        for site in ("a", "b"):
            record = archive.write_exchange(make_exchange(f"https://{site}.net/", SAME), SAME)
            places.setdefault(
                record.snapshot_sha256,
                ArchivedPlace(warc_file=record.warc_file, warc_offset=record.warc_offset),
            )
        notice = Content(name="urn:notice:1", data=b"{}", media_type="application/json")
        archive.write_resource(notice, "2026-01-31T12:00:00Z")
        archive.write_exchange(make_exchange("https://c.net/", b"gone", status=404), b"gone")
    files = sorted(folder.glob("*.warc.gz"))
    assert len(files) > 1
    return files


@pytest.fixture(scope="module")
def package_path(tmp_path_factory: pytest.TempPathFactory, warc_files: list[Path]) -> Path:
    path = tmp_path_factory.mktemp("export") / "archive.wacz"
    export_wacz(warc_files, path, "Sources", "What the edition cites", software="test 1")
    return path


def look_up(package: zipfile.ZipFile, url: str) -> list[dict[str, Any]]:
    """Find a URL as ReplayWeb.page does: the list of blocks, one block, its lines."""
    meta, *lines = package.read("indexes/index.idx").decode().splitlines()
    packed_name = json.loads(meta.split(" ", 2)[2])["filename"]
    prefixes = [line.split(" {")[0] for line in lines]
    block = json.loads(
        lines[max(0, bisect.bisect_right(prefixes, surt_of(url) + " 9999") - 1)].split(" ", 2)[2]
    )
    data = package.read(f"indexes/{packed_name}")[block["offset"] :][: block["length"]]
    assert block["digest"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    entries = gzip.decompress(data).decode().splitlines()
    start = bisect.bisect_left(entries, surt_of(url) + " ")
    return [
        json.loads(entry.split(" ", 2)[2])
        for entry in entries[start:]
        if entry.startswith(surt_of(url) + " ")
    ]


def local_extra_size(data: bytes, info: zipfile.ZipInfo) -> int:
    return int.from_bytes(data[info.header_offset + 28 : info.header_offset + 30], "little")


def replay(package: zipfile.ZipFile, file: Path, entry: dict[str, Any]) -> tuple[str, bytes]:
    """Read a record by a range of the package's bytes, without opening the whole member.

    As ReplayWeb.page does: the header before the data is read only where the directory has
    extra fields, otherwise it is taken to be as long as its name makes it.
    """
    info = package.getinfo(f"archive/{entry['filename']}")
    data = file.read_bytes()
    extra_size = local_extra_size(data, info) if info.extra else 0
    start = info.header_offset + 30 + len(info.filename) + extra_size + int(entry["offset"])
    member = data[start : start + int(entry["length"])]
    records = iter(ArchiveIterator(io.BytesIO(member)))
    record = next(records)
    found = record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read()
    assert list(records) == []
    return found


def test_a_redirect_is_found_at_its_address_and_is_no_page(
    tmp_path: Path, make_exchange: MakeExchange
) -> None:
    moved = make_exchange(
        "https://a.org/1",
        b"",
        ("Location", "https://a.org/2"),
        status=301,
        retrieved_at="2026-01-31T11:59:59Z",
    )
    with ArchiveWriter(tmp_path, "run", software="test") as archive:
        archive.write_redirect(moved)
        archive.write_exchange(make_exchange("https://a.org/2", SAME), SAME)
    target = tmp_path / "a.wacz"
    export_wacz([tmp_path / "run-00001.warc.gz"], target, "", "")
    with zipfile.ZipFile(target) as package:
        (step,) = look_up(package, "https://a.org/1")
        (found,) = look_up(package, "https://a.org/2")
        pages = package.read("pages/pages.jsonl").decode().splitlines()[1:]
        assert replay(package, target, step) == ("https://a.org/1", b"")
        assert replay(package, target, found) == ("https://a.org/2", SAME)
    assert (step["status"], found["status"]) == ("301", "200")
    assert [json.loads(line)["url"] for line in pages] == ["https://a.org/2"]
    assert [item.name for item in iterate_archive(str(target))] == ["https://a.org/2"]


def test_a_package_has_what_the_specification_asks_for(package_path: Path) -> None:
    with zipfile.ZipFile(package_path) as package:
        assert package.testzip() is None
        assert {info.compress_type for info in package.infolist()} == {zipfile.ZIP_STORED}
        manifest = json.loads(package.read("datapackage.json"))
        assert manifest["profile"] == "data-package"
        assert manifest["wacz_version"] == "1.1.1"
        assert manifest["title"] == "Sources"
        assert {r["path"] for r in manifest["resources"]} == set(package.namelist()) - {
            "datapackage.json",
            "datapackage-digest.json",
        }
        for resource in manifest["resources"]:
            data = package.read(resource["path"])
            assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
            assert resource["bytes"] == len(data)
        digest = json.loads(package.read("datapackage-digest.json"))
        whole = hashlib.sha256(package.read("datapackage.json")).hexdigest()
        assert digest == {"path": "datapackage.json", "hash": f"sha256:{whole}"}


def test_pages_are_listed_with_their_times(package_path: Path) -> None:
    with zipfile.ZipFile(package_path) as package:
        head, *rows = map(json.loads, package.read("pages/pages.jsonl").decode().splitlines())
    assert head["format"] == "json-pages-1.0"
    assert len(rows) == PAGES + 2
    assert rows[0]["url"] == "https://www.example.org/News/0?b=2&a=0"
    assert rows[0]["ts"] == "2026-01-31T12:00:00Z"
    assert len({row["id"] for row in rows}) == len(rows)


def test_a_url_is_looked_up_and_its_record_read_from_a_range(package_path: Path) -> None:
    with zipfile.ZipFile(package_path) as package:
        for number in (0, 1, 1023, 1024, 1337, PAGES - 1):
            url = f"https://www.example.org/News/{number}?b=2&a={number}"
            (entry,) = look_up(package, url)
            assert (entry["status"], entry["mime"], entry["url"]) == ("200", "text/html", url)
            uri, body = replay(package, package_path, entry)
            assert (uri, body) == (url, f"<p>page {number}</p>".encode())
        (entry,) = look_up(package, "urn:notice:1")
        assert replay(package, package_path, entry)[1] == b"{}"
        assert look_up(package, "https://nowhere.example/") == []


def test_a_revisit_leads_to_the_record_with_its_digest(package_path: Path) -> None:
    with zipfile.ZipFile(package_path) as package:
        (first,) = look_up(package, "https://a.net/")
        (again,) = look_up(package, "https://b.net/")
        assert again["mime"] == "warc/revisit"
        assert again["digest"] == first["digest"] == f"sha256:{hashlib.sha256(SAME).hexdigest()}"
        assert replay(package, package_path, first)[1] == SAME


@pytest.mark.parametrize(("limit", "is_wide"), [(1 << 31, False), (1000, True)])
def test_extra_fields_stand_before_the_data_only_if_the_directory_has_some(
    tmp_path: Path,
    warc_files: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
    is_wide: bool,
) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", limit)
    target = tmp_path / "a.wacz"
    export_wacz(warc_files, target, "", "")
    with zipfile.ZipFile(target) as package:
        infos = [info for info in package.infolist() if info.filename.startswith("archive/")]
    data = target.read_bytes()
    assert {bool(info.extra) for info in infos} == {is_wide}
    assert {local_extra_size(data, info) for info in infos} == {20 if is_wide else 0}


def test_our_own_reader_reads_it(package_path: Path) -> None:
    items = list(iterate_archive(str(package_path)))
    assert sum(isinstance(item, Content) for item in items) == PAGES + 3


def test_the_same_files_give_the_same_bytes(
    tmp_path: Path, warc_files: list[Path], package_path: Path
) -> None:
    again = tmp_path / "again.wacz"
    export_wacz(warc_files[::-1], again, "Sources", "What the edition cites", software="test 1")
    assert again.read_bytes() == package_path.read_bytes()


def test_a_package_is_written_whole_or_not_at_all(
    tmp_path: Path, warc_files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.wacz"
    target.write_bytes(b"what was there")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sousveil.sources.archive.wacz.os.fsync", fail)
    with pytest.raises(CannotWrite, match="No space left"):
        export_wacz(warc_files, target, "", "")
    assert target.read_bytes() == b"what was there"
    assert [path.name for path in tmp_path.iterdir()] == ["a.wacz"]


def test_what_cannot_be_packed_is_refused(tmp_path: Path, warc_files: list[Path]) -> None:
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(warc_files[0].read_bytes()[:-20])
    bad_name = tmp_path / "a b.warc"
    bad_name.write_bytes(b"")
    empty = tmp_path / "empty.warc.gz"
    empty.write_bytes(b"")
    for files in ([], [warc_files[0], warc_files[0]], [cut], [bad_name], [empty]):
        with pytest.raises(BadInput):
            export_wacz(files, tmp_path / "x.wacz", "", "")
    assert not (tmp_path / "x.wacz").exists()


@pytest.mark.parametrize(
    ("url", "surt"),
    [
        ("https://www.Example.org", "org,example)/"),
        ("http://www2.example.co.uk/A/b.html", "uk,co,example)/a/b.html"),
        ("https://example.org:443/x?c=1&a=2&b", "org,example)/x?a=2&b&c=1"),
        ("https://example.org/x?a=2&a-b=1&a=1", "org,example)/x?a-b=1&a=1&a=2"),
        ("http://example.org:8080/", "org,example:8080)/"),
        ("urn:notice:1", "urn:notice:1"),
        ("https://[bad/", "https://[bad/"),
    ],
)
def test_urls_are_sorted_by_their_host_reversed(url: str, surt: str) -> None:
    assert surt_of(url) == surt


def test_a_time_is_fourteen_digits() -> None:
    assert timestamp_of("2026-01-31T12:00:05.123456Z") == "20260131120005"
    assert timestamp_of(None) == "0" * 14
