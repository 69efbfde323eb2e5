"""``claim extract --warc`` as a process of its own: killed workers, deadly pages, Ctrl-C, closed pipes."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 90
COMMAND = "from sousveil.cli import main; main()"
PAGE = (
    "<!doctype html><html lang='en'><body><article><h1>Cameras</h1><p>{} police use Huawei's "
    "facial recognition cameras, the interior ministry said on Monday.</p>"
    "<p>They stand along the main roads of the capital. {}</p></article></body></html>"
)
DEADLY = """
import os, signal, sys, time
from pathlib import Path

GATE = Path(__file__).with_name("gate")
if any("partition_worker" in one or "sousveil.cli" in one for one in sys.orig_argv):
    from sousveil.claims.rules.extractor import RulesExtractor

    extract = RulesExtractor.extract

    def deadly(self, document):
        if "A deadly page." in document.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "A page at the gate." in document.text and not GATE.exists():
            GATE.with_suffix(".pid").write_text(f"{os.getpid()} {os.getppid()}")
            while not GATE.exists():
                time.sleep(0.05)
        return extract(self, document)

    RulesExtractor.extract = deadly
"""
"""Loaded by every Python of the test: some pages kill who reads them, some wait for a gate."""


@frozen
class Place:
    """A folder of three archives, what the processes of the test load, and the gate."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        path = os.pathsep.join(map(str, (self.folder, ROOT, ROOT / "src")))
        return os.environ | {"PYTHONPATH": path, "SOUSVEIL_HOME": str(self.folder / "home")}

    def open_gate(self) -> None:
        (self.folder / "gate").touch()

    def who_waits(self) -> tuple[int, int]:
        """Return the process that waits at the gate, and its parent."""
        told = self.folder / "gate.pid"
        until(lambda: told.exists() and len(told.read_text().split()) == 2, "nobody came")
        own, parent = map(int, told.read_text(encoding="ascii").split())
        return own, parent

    @contextmanager
    def extract(self, *arguments: str, **options: int) -> Iterator[subprocess.Popen[str]]:
        """Run the command on the archives; whatever is left of it at the end is ended."""
        given = [one for name in "cab" for one in ("--warc", str(self.folder / f"{name}.warc.gz"))]
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "claim", "extract", *given, *arguments],
            env=self.environment,
            cwd=self.folder,
            stdout=options.get("stdout", subprocess.PIPE),
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Three archives; one has a page that waits, another a page that kills who reads it."""
    for name, country, last in (
        ("a", "Zambian", "A page at the gate."),
        ("b", "Ghanaian", "A deadly page."),
        ("c", "Kenyan", "The last page."),
    ):
        pages = [PAGE.format(country, note) for note in ("The first page.", last, "It rains.")]
        (tmp_path / f"{name}.warc.gz").write_bytes(pack_archive(name, pages))
    (tmp_path / "sitecustomize.py").write_text(DEADLY, encoding="utf-8")
    return Place(tmp_path)


@pytest.fixture
def cluster(place: Place) -> Iterator[str]:
    """The address of a Dask cluster on this machine: a scheduler and two worker processes."""
    pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    told = place.folder / "scheduler.json"
    quiet = ("--no-dashboard", "--host", "127.0.0.1")
    with dask(place, "scheduler", *quiet, "--port", "0", "--scheduler-file", str(told)):
        until(told.exists, "the scheduler did not start")
        address: str = json.loads(told.read_text(encoding="utf-8"))["address"]
        local = ("--nworkers", "2", "--nthreads", "1", "--local-directory", str(place.folder))
        with dask(place, "worker", address, *quiet, *local):
            yield address


def test_a_cluster_gives_what_this_machine_gives_whoever_is_killed(
    place: Place, cluster: str, hash_folder: Callable[[Path], dict[str, str]]
) -> None:
    with place.extract("--to", "far", "--cluster", cluster) as far:
        _, dask_worker = place.who_waits()
        os.kill(dask_worker, signal.SIGKILL)
        place.open_gate()
        _, told = far.communicate(timeout=PATIENCE_SECONDS)
    assert far.returncode == 0, told
    with place.extract("--to", "near", "--workers", "2") as near:
        _, told_near = near.communicate(timeout=PATIENCE_SECONDS)
    assert near.returncode == 0, told_near
    files = [hash_folder(place.folder / name) for name in ("far", "near")]
    assert files[0] == files[1]
    assert len(files[0]) == 6
    for lines in (told, told_near):
        assert "3 archives: 9 records" in lines
        assert "8 claims on 8 pages" in lines
        assert "1 failed: its worker process was killed by SIGKILL" in lines


def test_a_scheduler_that_nobody_runs_is_an_error_that_says_so(place: Place) -> None:
    with place.extract("--to", "far", "--cluster", "nonsense://127.0.0.1:1") as process:
        out, told = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, out) == (6, "")
    assert "error CannotConnect: nonsense://127.0.0.1:1" in told


def test_a_page_that_kills_who_reads_it_costs_itself_alone(place: Place) -> None:
    place.open_gate()
    with place.extract("--workers", "2") as process:
        out, told = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, told
    urls = [json.loads(line)["url"] for line in out.splitlines()]
    assert urls == [
        f"https://example.org/{one}" for one in ["c0", "c1", "c2", "a0", "a1", "a2", "b0", "b2"]
    ]
    assert "1 failed: its worker process was killed by SIGKILL" in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--workers", "1"), "what was printed is whole"),
        (("--workers", "2"), "what was printed is whole"),
        (("--workers", "2", "--output", "claims.csv"), "no file was written"),
        (("--workers", "2", "--to", "out"), "the archives that were done are kept"),
    ],
)
def test_ctrl_c_ends_the_command_and_its_processes(
    place: Place, arguments: tuple[str, ...], said: str
) -> None:
    with place.extract(*arguments) as process:
        waiting, _ = place.who_waits()
        process.send_signal(signal.SIGINT)
        out, told = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130, told
    assert "error Interrupted" in told
    assert said in told
    assert "Traceback" not in told
    assert all(json.loads(line) for line in out.splitlines())
    until(lambda: not Path(f"/proc/{waiting}").exists(), "a worker goes on")
    assert not (place.folder / "claims.csv").exists()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_reader_that_has_heard_enough_ends_it_quietly(place: Place, workers: str) -> None:
    (place.folder / "b.warc.gz").write_bytes((place.folder / "c.warc.gz").read_bytes())
    place.open_gate()
    reading, writing = os.pipe()
    os.close(reading)
    with place.extract("--workers", workers, stdout=writing) as process:
        os.close(writing)
        _, told = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1
    assert "Traceback" not in told
    assert "rror" not in told


def pack_archive(name: str, pages: list[str]) -> bytes:
    """Return an archive of pages, each below the archive's name."""
    records = []
    for number, text in enumerate(pages):
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{text}"
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{name}{number}>\r\n"
            f"WARC-Target-URI: https://example.org/{name}{number}\r\n"
            "WARC-Date: 2026-01-02T03:04:05Z\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        records.append(gzip.compress(f"{head}{block}\r\n\r\n".encode(), mtime=0))
    return b"".join(records)


@contextmanager
def dask(place: Place, *arguments: str) -> Iterator[None]:
    """Run a program of Dask and all that it starts, and end them."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        env=place.environment,
        cwd=place.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(is_so: Callable[[], bool], complaint: str) -> None:
    """Wait for something to come true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.05)
