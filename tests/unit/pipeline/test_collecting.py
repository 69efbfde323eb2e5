"""A workspace collects from a server that behaves badly, is interrupted, and loses nothing."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.servers.bad_server import BadServer, bad_server, page

from sousveil.errors import BadInput, InvalidData, NotFound
from sousveil.model.collection import Outcome, SearchEffort
from sousveil.model.source import SourceKind
from sousveil.pipeline.channels import add_channel_to
from sousveil.pipeline.collecting import CollectOptions, RunSummary, collect
from sousveil.pipeline.reading import read_snapshot_bytes
from sousveil.pipeline.workspace import open_workspace
from sousveil.settings import Settings, read_settings
from sousveil.sources.fetching import FetchPolicy
from sousveil.store.collection_store import CollectionStore
from sousveil.store.documents import DocumentStore, StoredDocument

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sousveil.model.collection import Channel
    from sousveil.model.progress import Progress

STORY = (
    "<html><head><title>{title}</title></head><body><article><p>The council of {town} bought cameras "
    "with facial recognition from a company abroad, the mayor told reporters after the sitting.</p>"
    "<p>They will stand at the station and in the market hall of {town}, and the police of the "
    "region will run them from a new command centre, which opens in the autumn.</p></article>"
    "</body></html>"
)


@pytest.fixture
def server() -> Iterator[BadServer]:
    with bad_server() as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({}, home=str(tmp_path / "workspace"))


def add(
    settings: Settings,
    kind: str,
    location: str,
    *,
    languages: tuple[str, ...] = (),
    countries: tuple[str, ...] = (),
) -> Channel:
    return add_channel_to(
        settings,
        kind=kind,
        location=location,
        source_kind=SourceKind.MEDIA_REPORT,
        effort=SearchEffort(languages=languages, countries=countries),
        licence=None,
    )


def options(server: BadServer | None, **changes: object) -> CollectOptions:
    host = server.url().removeprefix("http://").rstrip("/") if server else "localhost"
    policy = FetchPolicy(
        user_agent="sousveil-tests/1",
        delay_seconds=0,
        backoff_seconds=0,
        timeout_seconds=2,
        total_seconds=10,
        max_bytes=1024 * 1024,
        max_decoded_bytes=4 * 1024 * 1024,
        allowed_hosts={host},
    )
    return CollectOptions(policy=policy, **changes)  # type: ignore[arg-type]


def run(settings: Settings, server: BadServer | None, **changes: object) -> RunSummary:
    (summary,) = collect(settings, (), options(server, **changes), lambda _step: None)
    return summary


def documents(settings: Settings) -> list[StoredDocument]:
    return list(DocumentStore(settings.home).documents())


def test_a_feed_becomes_documents_with_their_snapshots(
    settings: Settings, server: BadServer
) -> None:
    story = STORY.format(title="Cameras for Lerma", town="Lerma").encode()
    server.pages["/story"] = page(story, **{"Content-Type": "text/html; charset=utf-8"})
    entry = (
        f"<item><title>Cameras</title><link>{server.url('/story')}</link>"
        "<pubDate>Tue, 03 May 2022 10:00:00 GMT</pubDate></item>"
    )
    feed = f"<rss version='2.0'><channel><title>F</title>{entry}</channel></rss>".encode()
    server.pages["/feed"] = page(feed, **{"Content-Type": "application/rss+xml"})
    add(settings, "feed", server.url("/feed"))
    summary = run(settings, server)
    assert summary.counts == {Outcome.FETCHED: 1}
    assert summary.documents_read == 1
    (document,) = documents(settings)
    assert document.name == server.url("/story")
    assert document.reading.title == "Cameras"
    assert document.reading.published_date == "2022-05-03"
    assert document.reading.language == "en"
    assert "command centre" in document.reading.text
    with open_workspace(settings) as database:
        assert read_snapshot_bytes(settings, database, document.snapshot_sha256) == story


def test_what_was_fetched_is_not_fetched_again_unless_asked(
    settings: Settings, server: BadServer
) -> None:
    server.pages["/a"] = page(STORY.format(title="A", town="Ahaus").encode())
    listed = settings.home.parent / "list.txt"
    listed.write_text(server.url("/a") + "\n", encoding="utf-8")
    add(settings, "list", str(listed))
    assert run(settings, server).counts == {Outcome.FETCHED: 1}
    assert run(settings, server).counts == {Outcome.UNCHANGED: 1}
    assert server.paths().count("/a") == 1
    assert run(settings, server, refresh=True).counts == {Outcome.UNCHANGED: 1}
    server.pages["/a"] = page(STORY.format(title="A", town="Bochum").encode())
    assert run(settings, server, refresh=True).counts == {Outcome.FETCHED: 1}
    texts = [document.reading.text for document in documents(settings)]
    assert [("Ahaus" in text, "Bochum" in text) for text in texts].count((True, False)) == 1
    assert [("Ahaus" in text, "Bochum" in text) for text in texts].count((False, True)) == 1


def test_bad_pages_are_named_with_reasons_and_the_run_goes_on(
    settings: Settings, server: BadServer
) -> None:
    server.pages["/good"] = page(STORY.format(title="G", town="Gera").encode())
    server.pages["/bomb"] = page(
        gzip.compress(bytes(16 * 1024 * 1024)), **{"Content-Encoding": "gzip"}
    )
    server.pages["/gone"] = page(status="404 Not Found")
    server.set_robots("User-agent: *\nDisallow: /private\n")
    names = ["/bomb", "/gone", "/private/x", "/good"]
    listed = settings.home.parent / "list.txt"
    listed.write_text("\n".join(map(server.url, names)) + "\nnot an address\n", encoding="utf-8")
    add(settings, "list", str(listed))
    summary = run(settings, server)
    assert summary.counts == {Outcome.FETCHED: 1, Outcome.FAILED: 3, Outcome.REFUSED: 1}
    reasons = {name: reason for name, _, reason in summary.problems}
    assert "404" in reasons[server.url("/gone")]
    assert "robots.txt" in reasons[server.url("/private/x")]
    assert server.url("/bomb") in reasons
    assert [document.name for document in documents(settings)] == [server.url("/good")]


def test_a_private_address_is_refused_unless_it_is_allowed_by_name(
    settings: Settings, server: BadServer
) -> None:
    add(settings, "page", server.url("/hello"))
    summary = run(settings, None)
    assert summary.counts == {Outcome.REFUSED: 1}
    assert "--allow-host" in summary.problems[0][2]
    assert server.paths() == []


def test_a_snapshot_is_read_though_a_mere_reference_to_it_stands_first(
    settings: Settings, server: BadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.pages["/one"] = page(STORY.format(title="One", town="Lerma").encode())
    server.pages["/two"] = server.pages["/one"]
    add(settings, "page", server.url("/one"))
    add(settings, "page", server.url("/two"))
    collect(settings, (), options(server), lambda _step: None)
    with open_workspace(settings) as database:
        (document,) = DocumentStore(settings.home).documents()
        sha256 = document.snapshot_sha256
        whole = read_snapshot_bytes(settings, database, sha256)
        ordered = CollectionStore.archive_places
        monkeypatch.setattr(
            CollectionStore, "archive_places", lambda self, name: ordered(self, name)[::-1]
        )
        with database.reading() as connection:
            assert len(CollectionStore(connection).archive_places(sha256)) == 2
        assert read_snapshot_bytes(settings, database, sha256) == whole


def test_a_dead_link_still_shows_what_was_archived(settings: Settings, server: BadServer) -> None:
    server.pages["/a"] = page(STORY.format(title="A", town="Ahaus").encode())
    add(settings, "page", server.url("/a"))
    run(settings, server)
    server.pages["/a"] = page(status="410 Gone")
    assert run(settings, server).counts == {Outcome.FAILED: 1}
    (document,) = documents(settings)
    with open_workspace(settings) as database:
        assert b"Ahaus" in read_snapshot_bytes(settings, database, document.snapshot_sha256)


def test_wire_copy_is_grouped_across_channels(settings: Settings, tmp_path: Path) -> None:
    for number in range(2):
        folder = tmp_path / f"paper-{number}"
        folder.mkdir()
        story = STORY.format(title=f"Headline {number}", town="Lerma")
        (folder / "story.html").write_text(story + f"<!-- {number} -->", encoding="utf-8")
        add(settings, "folder", str(folder))
    collect(settings, (), options(None), lambda _step: None)
    store = DocumentStore(settings.home)
    (first, second) = documents(settings)
    cluster = store.cluster_of(first.document_id)
    assert cluster is not None
    assert set(cluster.document_ids) == {first.document_id, second.document_id}


def test_a_killed_collection_goes_on_where_it_stopped(
    settings: Settings, server: BadServer
) -> None:
    names = [f"/story-{number}" for number in range(150)]
    for name in names:
        server.pages[name] = page(STORY.format(title=name, town=f"Town{name[7:]}").encode())
    listed = settings.home.parent / "list.txt"
    listed.write_text("\n".join(map(server.url, names)) + "\n", encoding="utf-8")
    add(settings, "list", str(listed))
    host = server.url().removeprefix("http://").rstrip("/")
    script = (
        "import os, signal, sys\n"
        "from sousveil.sources.recording import RunRecorder\n"
        "keep, count = RunRecorder.keep_page, iter(range(10**6))\n"
        "def dying(self, *arguments):\n"
        "    keep(self, *arguments)\n"
        "    if next(count) == 99: os.kill(os.getpid(), signal.SIGKILL)\n"
        "RunRecorder.keep_page = dying\n"
        "from sousveil.cli import main\n"
        "main()\n"
    )
    arguments = ["--home", str(settings.home), "source", "collect", "--delay", "0"]
    killed = subprocess.run(
        [sys.executable, "-c", script, *arguments, "--allow-host", host],
        capture_output=True,
        check=False,
        env=os.environ,
    )
    assert killed.returncode == -signal.SIGKILL
    asked_before = len([path for path in server.paths() if path in names])
    summary = run(settings, server)
    assert summary.was_resumed
    assert summary.counts == {Outcome.FETCHED: 150}
    assert summary.documents_read == 150
    asked = [path for path in server.paths() if path in names]
    assert set(asked) == set(names)
    # What was on its way when the process died had not been archived; all else is asked once.
    assert len(asked) - 150 <= asked_before - 100
    with open_workspace(settings) as database, database.reading() as connection:
        assert len(CollectionStore(connection).runs()) == 1


def test_an_interrupted_collection_says_that_it_goes_on_and_does(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "docs").mkdir()
    for number in range(20):
        (tmp_path / "docs" / f"{number}.txt").write_text(f"Cameras {number}.", encoding="utf-8")
    add(settings, "folder", str(tmp_path / "docs"))
    script = (
        "import os, signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell may have it ignored
        "from sousveil.sources.recording import RunRecorder\n"
        "keep, count = RunRecorder.keep_content, iter(range(10**6))\n"
        "def interrupted(self, *arguments):\n"
        "    keep(self, *arguments)\n"
        "    if next(count) == 9: os.kill(os.getpid(), signal.SIGINT)\n"
        "RunRecorder.keep_content = interrupted\n"
        "from sousveil.cli import main\n"
        "main()\n"
    )
    broken_off = subprocess.run(
        [sys.executable, "-c", script, "--home", str(settings.home), "source", "collect"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    assert broken_off.returncode == 130
    assert "Traceback" not in broken_off.stderr
    assert "goes on where it stopped" in broken_off.stderr
    summary = run(settings, None)
    assert summary.was_resumed
    assert summary.counts == {Outcome.FETCHED: 20}


def test_each_stage_of_a_collection_tells_how_far_it_is(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for number in range(3):
        (tmp_path / "docs" / f"{number}.txt").write_text(f"Cameras {number}.", encoding="utf-8")
    add(settings, "folder", str(tmp_path / "docs"))
    told: list[Progress] = []
    collect(settings, (), options(None), told.append)
    ends = {progress.stage.split()[0]: progress for progress in told}
    counts = {name: (end.done, end.total, end.unit) for name, end in ends.items()}
    assert counts["collecting"] == (3, 3, "files")
    assert counts["reading"] == (3, 3, "snapshots")
    assert "grouping" in counts


def test_search_effort_is_kept_with_each_run(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    add(settings, "folder", str(tmp_path / "docs"), languages=("sw", "en"), countries=("KEN",))
    run(settings, None)
    with open_workspace(settings) as database, database.reading() as connection:
        (made,) = CollectionStore(connection).runs()
    assert made.effort == SearchEffort(languages=("sw", "en"), countries=("KEN",))
    assert made.finished_at is not None
    assert made.documents_read == 0


def test_a_channel_that_cannot_be_read_is_named_and_the_others_run(
    settings: Settings, server: BadServer
) -> None:
    server.pages["/good"] = page(STORY.format(title="G", town="Gera").encode())
    add(settings, "folder", str(settings.home / "nowhere"))
    add(settings, "page", server.url("/good"))
    summaries = collect(settings, (), options(server), lambda _step: None)
    troubles = {summary.channel.kind: summary.trouble for summary in summaries}
    assert troubles["page"] is None
    assert troubles["folder"] is not None
    assert "cannot be read" in troubles["folder"]


def test_unknown_kinds_and_efforts_are_refused_when_a_channel_is_added(settings: Settings) -> None:
    with pytest.raises(NotFound, match="telepathy"):
        add(settings, "telepathy", "x")
    with pytest.raises(InvalidData) as error:
        add(settings, "folder", "x", countries=("XXX",), languages=("english",))
    assert len(error.value.problems) == 2
    add(settings, "folder", "x")
    with pytest.raises(BadInput, match="already"):
        add(settings, "folder", "x", countries=("KEN",))
