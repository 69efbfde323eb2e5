from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sousveil.errors import BadInput
from sousveil.model.collection import Content, Rejected
from sousveil.sources.collectors.folder import FolderCollector
from sousveil.sources.collectors.ocds import OcdsCollector
from sousveil.sources.collectors.ted import TedCollector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager


class DiskOpener:
    """An opener like the program's own, without the web."""

    def read(self, location: str, *, max_bytes: int) -> bytes:
        try:
            with fsspec.open(location, "rb") as file:
                data: bytes = file.read(max_bytes + 1)
        except OSError as error:
            raise BadInput(str(error.strerror), where=location) from error
        if len(data) > max_bytes:
            raise BadInput(f"larger than {max_bytes} bytes", where=location)
        return data

    def is_walked(self, location: str) -> bool:
        raise BadInput("no archive is asked for", where=location)

    def open_archive(self, location: str) -> AbstractContextManager[IO[bytes]]:
        raise BadInput("no archive is asked for", where=location)

    def list_files(self, location: str) -> Iterator[str]:
        filesystem, path = fsspec.core.url_to_fs(location)
        found = filesystem.glob(path) if "*" in path else filesystem.find(path)
        if not found:
            raise BadInput("there is no such folder", where=location)
        return iter(sorted(found))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with some evidence in it."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.HTML", "b.txt", "deep/c.pdf", "deep/down/d.eml", "e.docx", "f.exe", "g"):
        path = tmp_path / "evidence" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return tmp_path / "evidence"


@pytest.fixture(scope="session")
def collect(make_channel: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """A function that collects a folder; items by name."""

    def run(location: str, opener: Any = None, **options: Any) -> dict[str, Any]:
        channel = make_channel("folder", location)
        items: Any = FolderCollector(**options).collect(channel, opener or DiskOpener())
        return {item.name: item for item in items}

    return run


@pytest.mark.parametrize("location", ["evidence", "evidence/", "./evidence"])
def test_files_are_named_by_the_location_as_given(
    location: str, folder: Path, collect: Callable[..., dict[str, Any]]
) -> None:
    items = collect(location)
    top = location.rstrip("/")
    assert items[f"{top}/deep/c.pdf"] == Content(
        name=f"{top}/deep/c.pdf", data=b"deep/c.pdf", media_type="application/pdf"
    )
    assert items[f"{top}/a.HTML"].media_type == "text/html"
    assert items[f"{top}/deep/down/d.eml"].media_type == "message/rfc822"
    assert {name for name, item in items.items() if isinstance(item, Rejected)} == {
        f"{top}/f.exe",
        f"{top}/g",
    }
    assert "not a kind of file" in items[f"{top}/f.exe"].reason
    assert str(folder) not in repr(items)


RELEASE = b'{"ocid": "ocds-x-1", "id": "%d", "tag": ["tender"], "tender": {"title": "Cameras"}}'
TED_NOTICE = b"""<ContractNotice xmlns="urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cbc:ID>1</cbc:ID></ContractNotice>"""


def test_a_file_of_notices_gives_the_items_that_it_would_give_alone(
    folder: Path, collect: Callable[..., dict[str, Any]], make_channel: Callable[..., Any]
) -> None:
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("d/a.xml", TED_NOTICE)
    files: dict[str, tuple[Any, bytes]] = {
        "one.json": (OcdsCollector, RELEASE % 1),
        "lines.JSONL": (OcdsCollector, RELEASE % 2 + b"\n" + RELEASE % 3 + b"\nbroken"),
        "lines.ndjson.gz": (OcdsCollector, gzip.compress(RELEASE % 4 + b"\n" + RELEASE % 5)),
        "no-release.json": (OcdsCollector, b'{"a": 1}'),
        "one.xml": (TedCollector, TED_NOTICE),
        "one.xml.gz": (TedCollector, gzip.compress(TED_NOTICE)),
        "feed.xml": (TedCollector, b"<rss/>"),
        "month.zip": (TedCollector, bundle.getvalue()),
    }
    for name, (_, data) in files.items():
        (folder / name).write_bytes(data)

    together = collect("evidence")

    for name, (collector, _) in files.items():
        channel = make_channel("notices", f"evidence/{name}")
        alone = [*collector().collect(channel, DiskOpener())]
        assert alone
        assert [together.get(item.name) for item in alone] == alone
    assert together["evidence/lines.JSONL#ocds-x-1/3"].media_type == "application/json"
    assert together["evidence/lines.JSONL#line%203"].reason.startswith("not JSON")
    assert together["evidence/one.xml.gz"].data == TED_NOTICE
    assert together["evidence/month.zip#d/a.xml"].data == TED_NOTICE
    assert together["evidence/feed.xml"].reason == "no TED notice: the root element is rss"
    assert together["evidence/b.txt"].data == b"b.txt"


def test_a_glob_takes_what_it_matches(folder: Path, collect: Callable[..., dict[str, Any]]) -> None:
    assert list(collect("evidence/**/*.pdf")) == ["evidence/deep/c.pdf"]
    assert list(collect("evidence/*.txt")) == ["evidence/b.txt"]


def test_a_glob_without_a_folder_is_relative(
    folder: Path, collect: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert list(collect("*.txt")) == ["b.txt"]


def test_a_file_url_and_a_single_file_can_be_given(
    folder: Path, collect: Callable[..., dict[str, Any]]
) -> None:
    url = folder.as_uri()
    assert collect(url)[f"{url}/b.txt"].data == b"b.txt"
    assert list(collect("evidence/b.txt")) == ["evidence/b.txt"]


def test_a_remote_folder_is_read_by_its_url(collect: Callable[..., dict[str, Any]]) -> None:
    with fsspec.open("memory://bucket/evidence/x/a.txt", "wb") as file:
        file.write(b"from afar")
    for location in (
        "memory://bucket/evidence",
        "memory://bucket/evidence/",
        "memory://bucket/*/x/*",
    ):
        (item,) = collect(location).values()
        assert item.data == b"from afar"
        assert item.name.startswith("memory://bucket/evidence/")
    assert "memory://bucket/evidence/x/a.txt" in collect("memory://")


def test_links_out_of_the_folder_are_rejected_unread(
    folder: Path, collect: Callable[..., dict[str, Any]]
) -> None:
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("the secret")
    (folder / "file.txt").symlink_to(outside / "secret.txt")
    (folder / "sub").symlink_to(outside)
    (folder / "broken.txt").symlink_to(outside / "missing.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "inside.txt").symlink_to("b.txt")

    class Follower(DiskOpener):
        def list_files(self, location: str) -> Iterator[str]:  # noqa: ARG002
            here = Path.cwd() / "evidence"
            names = ("file.txt", "sub/secret.txt", "broken.txt", "loop.txt", "inside.txt")
            return iter([str(here / name) for name in names])

    items = collect("evidence", Follower())
    assert "the secret" not in repr(items)
    assert "leads out of the folder" in items["evidence/file.txt"].reason
    assert "leads out of the folder" in items["evidence/sub/secret.txt"].reason
    assert isinstance(items["evidence/broken.txt"], Rejected)
    assert isinstance(items["evidence/loop.txt"], Rejected)
    assert items["evidence/inside.txt"].data == b"b.txt"


def test_a_folder_that_is_a_link_itself_is_read(
    folder: Path, collect: Callable[..., dict[str, Any]]
) -> None:
    (folder.parent / "link").symlink_to(folder)
    assert collect("link")["link/b.txt"].data == b"b.txt"


def test_a_pipe_is_not_waited_for(folder: Path, collect: Callable[..., dict[str, Any]]) -> None:
    os.mkfifo(folder / "pipe.txt")

    class WithPipe(DiskOpener):
        def list_files(self, location: str) -> Iterator[str]:  # noqa: ARG002
            return iter([str(Path.cwd() / "evidence" / "pipe.txt")])

    assert collect("evidence", WithPipe())["evidence/pipe.txt"].reason == "not a regular file"


def test_a_path_out_of_the_folder_is_rejected(
    folder: Path, make_opener: Callable[..., Any], collect: Callable[..., dict[str, Any]]
) -> None:
    class Liar(DiskOpener):
        def list_files(self, location: str) -> Iterator[str]:  # noqa: ARG002
            return iter(
                [
                    "/bucket/other/a.txt",
                    "/bucket/evidence/../other/b.txt",
                    "/bucket/evidence2/c.txt",
                ]
            )

    items = collect("memory://bucket/evidence", Liar())
    assert {item.reason for item in items.values()} == {"not below the folder"}


def test_names_that_no_header_can_hold_are_rejected(
    folder: Path, collect: Callable[..., dict[str, Any]]
) -> None:
    (folder / "a\nWARC-Type: x.txt").write_bytes(b"x")
    (folder / os.fsdecode(b"\xff.txt")).write_bytes(b"x")
    reasons = [getattr(item, "reason", "") for item in collect("evidence").values()]
    assert sum("control characters" in reason for reason in reasons) == 2


def test_a_name_that_fsspec_would_read_as_a_chain_is_rejected(
    folder: Path, collect: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "simplecache::memory.txt").write_bytes(b"x")
    monkeypatch.chdir(folder)
    assert "chain of storages" in collect("*.txt")["simplecache::memory.txt"].reason


def test_files_that_are_too_large_or_unreadable_are_rejected(
    folder: Path, make_opener: Callable[..., Any], collect: Callable[..., dict[str, Any]]
) -> None:
    items = collect("evidence", max_bytes=6)
    assert "larger than 6 bytes" in items["evidence/deep/c.pdf"].reason
    assert items["evidence/b.txt"].data == b"b.txt"

    class Refusing(DiskOpener):
        def read(self, location: str, *, max_bytes: int) -> bytes:  # noqa: ARG002
            raise BadInput("permission denied", where=location)

    assert collect("evidence", Refusing())["evidence/b.txt"].reason == "permission denied"


@pytest.mark.parametrize("location", ["missing", "nosuchstorage://a"])
def test_a_folder_that_is_not_there_is_an_error(
    location: str, folder: Path, collect: Callable[..., dict[str, Any]]
) -> None:
    with pytest.raises(BadInput):
        collect(location)


@given(
    st.lists(st.text(max_size=20), max_size=5), st.sampled_from(["memory://a", "a", "*.txt", "/"])
)
def test_any_listing_can_be_taken(
    collect: Callable[..., dict[str, Any]], names: list[str], location: str
) -> None:
    class Listing(DiskOpener):
        def list_files(self, location: str) -> Iterator[str]:  # noqa: ARG002
            return iter([*names, *(f"/a/{name}.txt" for name in names)])

        def read(self, location: str, *, max_bytes: int) -> bytes:  # noqa: ARG002
            return b"x"

    for item in collect(location, Listing()).values():
        assert isinstance(item, Content | Rejected)
