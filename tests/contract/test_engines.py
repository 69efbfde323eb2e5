"""Every engine gives the same files, whatever dies, hangs or is killed and run again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from attrs import evolve, frozen
from tests.contract.orders import WORK

from sousveil.engine.mapping import Running, map_partitions
from sousveil.engine.partition import Problem, divide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60
QUIET = Running(workers=2, timeout_seconds=60, memory_bytes=256 * 1024**2)

DRIVER = """
import json, sys
from attrs import evolve
from sousveil.engine.mapping import Running, map_partitions
from tests.contract.orders import WORK

inputs, output, cluster = json.loads(sys.argv[1])
running = Running(workers=1, timeout_seconds=60, cluster=cluster)
map_partitions(WORK, [[name] for name in inputs], output, running=running)
"""


@frozen(kw_only=True)
class Engine:
    """An engine under test, and which process of it a document is to bring down with it."""

    running: Running
    worker_is_parent: bool

    def worker_at(self, gate: Path) -> int:
        """Return the worker whose document waits at a gate."""
        told = gate.with_suffix(".pid")
        until(told.exists, f"no document came to {gate}")
        pid, parent = map(int, told.read_text(encoding="ascii").split())
        return parent if self.worker_is_parent else pid


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Dask cluster on this machine: a scheduler and two worker processes."""
    pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    folder = tmp_path_factory.mktemp("dask")
    address_file = folder / "scheduler.json"
    quiet = ("--no-dashboard", "--host", "127.0.0.1")
    scheduler = ("scheduler", *quiet, "--port", "0", "--scheduler-file", str(address_file))
    with dask(folder / "scheduler.log", *scheduler):
        until(address_file.exists, (folder / "scheduler.log").read_text(encoding="utf-8"))
        address: str = json.loads(address_file.read_text(encoding="utf-8"))["address"]
        workers = ("worker", address, *quiet, "--nworkers", "2", "--nthreads", "1")
        with dask(folder / "workers.log", *workers, "--local-directory", str(folder)):
            yield address


@pytest.fixture(params=["local processes", "dask cluster"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    if request.param == "local processes":
        return Engine(running=QUIET, worker_is_parent=False)
    address = request.getfixturevalue("cluster")
    return Engine(running=evolve(QUIET, cluster=address), worker_is_parent=True)


@pytest.fixture
def write_inputs(tmp_path: Path) -> Callable[..., list[str]]:
    """A function that writes inputs, given the lines of each, and returns their paths."""

    def write(*inputs: list[str]) -> list[str]:
        paths = [tmp_path / f"input-{number}.txt" for number in range(len(inputs))]
        for path, lines in zip(paths, inputs, strict=True):
            path.write_text("\n".join(lines), encoding="utf-8")
        return [str(path) for path in paths]

    return write


def test_the_same_work_gives_the_same_files_on_every_engine_in_any_order(
    cluster: str,
    tmp_path: Path,
    write_inputs: Callable[..., list[str]],
    hash_folder: Callable[[Path], dict[str, str]],
) -> None:
    inputs = write_inputs(
        *([f"cameras in town {i} {j}" for j in range(i * 40)] for i in range(5)),
        ["one word", "raise: no such page", "odd", "last"],
    )
    shuffled = [*inputs[3:], *reversed(inputs[:3])]
    runs = {
        "one": (inputs, evolve(QUIET, workers=1)),
        "three": (shuffled, evolve(QUIET, workers=3)),
        "cluster": (shuffled, evolve(QUIET, cluster=cluster)),
    }

    files = {}
    for name, (given, running) in runs.items():
        partitions = divide(given, per_partition=2)
        mapped = map_partitions(WORK, partitions, str(tmp_path / name), running=running)
        assert mapped.failures == ()
        files[name] = hash_folder(tmp_path / name)

    assert len(files["one"]) == 6
    assert files["one"] == files["three"] == files["cluster"]
    # 400 documents of 5 words, and 'one word' and 'last'; 'cameras in town', 0 to 159, three more
    assert query(tmp_path / "one", "count(*), count(DISTINCT document)") == [(2_003, 166)]
    assert [problem.reason for receipt in mapped.receipts for problem in receipt.problems] == [
        "ValueError: no such page",
        "ValueError: a row and the columns differ in: is_long, share",
    ]


def test_a_document_that_kills_whatever_worker_takes_it_costs_itself_alone(
    engine: Engine, tmp_path: Path, write_inputs: Callable[..., list[str]]
) -> None:
    deadly = ["first", "kill", "second", "kill", "hang", "third", "raise: no page", "hog", "fourth"]
    inputs = write_inputs(["before"], deadly, ["after"])

    mapped = map_partitions(
        WORK,
        [[name] for name in inputs],
        str(tmp_path / "out"),
        running=evolve(engine.running, timeout_seconds=3),
    )

    assert mapped.failures == ()
    assert [receipt.documents for receipt in mapped.receipts] == [1, 9, 1]
    assert mapped.receipts[1].problems == tuple(
        Problem(input=inputs[1], document=document, reason=reason)
        for document, reason in (
            ("line 2", "its worker process was killed by SIGKILL"),
            ("line 4", "its worker process was killed by SIGKILL"),
            ("line 5", "no result after 3 s"),
            ("line 7", "ValueError: no page"),
            ("line 8", "out of memory, at most 256 MiB"),
        )
    )
    assert query(tmp_path / "out", "document ORDER BY document") == [
        (word,) for word in ("after", "before", "first", "fourth", "second", "third")
    ]


def test_a_worker_killed_in_the_middle_costs_nothing(
    engine: Engine,
    tmp_path: Path,
    write_inputs: Callable[..., list[str]],
    hash_folder: Callable[[Path], dict[str, str]],
) -> None:
    gate = tmp_path / "gate"
    others = [[f"town {number}"] * 50 for number in range(4)]
    inputs = write_inputs([*["early"] * 50, f"wait: {gate}", *["late"] * 50], *others)
    killed = []

    def kill() -> None:
        killed.append(engine.worker_at(gate))
        os.kill(killed[0], signal.SIGKILL)
        gate.with_suffix(".pid").unlink()
        assert engine.worker_at(gate) != killed[0]
        gate.touch()

    thread = Thread(target=kill)
    thread.start()
    partitions = [[name] for name in inputs]
    mapped = map_partitions(WORK, partitions, str(tmp_path / "out"), running=engine.running)
    thread.join()

    assert killed
    assert mapped.failures == ()
    assert [receipt.problems for receipt in mapped.receipts] == [()] * 5
    undisturbed = map_partitions(WORK, partitions, str(tmp_path / "again"), running=QUIET)
    assert undisturbed == mapped
    assert hash_folder(tmp_path / "out") == hash_folder(tmp_path / "again")


def test_a_driver_killed_in_the_middle_is_run_again_and_resumes(
    engine: Engine,
    tmp_path: Path,
    write_inputs: Callable[..., list[str]],
    hash_folder: Callable[[Path], dict[str, str]],
) -> None:
    gate, notes = tmp_path / "gate", tmp_path / "notes"
    inputs = write_inputs([f"note: {notes}"], ["begun", f"wait: {gate}", "done"], ["never begun"])
    output = tmp_path / "out"
    given = json.dumps([inputs, str(output), engine.running.cluster])
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = os.environ | {"TMPDIR": str(scratch)}
    driver = subprocess.Popen([sys.executable, "-c", DRIVER, given], cwd=ROOT, env=environment)
    until(lambda: len(list(output.glob("partitions/*.json"))) >= 1, "no partition was finished")
    document_process = evolve(engine, worker_is_parent=False).worker_at(gate)
    driver.kill()
    driver.wait()
    finished = hash_folder(output)

    if not engine.worker_is_parent:
        until(lambda: is_gone(document_process), "a worker outlived its driver")
        assert list(scratch.iterdir()) == []
    gate.touch()
    partitions = [[name] for name in inputs]
    mapped = map_partitions(WORK, partitions, str(output), running=engine.running)

    assert mapped.resumed >= 1
    assert mapped.failures == ()
    assert finished.items() <= hash_folder(output).items()
    assert notes.read_text(encoding="utf-8") == "done\n"
    assert [receipt.documents for receipt in mapped.receipts] == [1, 3, 1]
    map_partitions(WORK, partitions, str(tmp_path / "again"), running=QUIET)
    assert hash_folder(output) == hash_folder(tmp_path / "again")


def test_an_input_that_the_reader_dies_of_or_finds_damaged_is_kept_up_to_there(
    engine: Engine, tmp_path: Path, write_inputs: Callable[..., list[str]]
) -> None:
    inputs = write_inputs(
        ["one", "reader: kill", "lost"],
        ["reader: hang"],
        ["two", "reader: raise", "lost"],
        ["three"],
    )

    running = evolve(engine.running, timeout_seconds=3)
    mapped = map_partitions(WORK, [inputs], str(tmp_path / "out"), running=running)

    assert [problem.reason for problem in mapped.receipts[0].problems] == [
        "its worker process was killed by SIGKILL",
        "no result after 3 s",
        "ValueError: the archive is damaged",
    ]
    assert {problem.document for problem in mapped.receipts[0].problems} == {None}
    assert query(tmp_path / "out", "document ORDER BY document") == [("one",), ("three",), ("two",)]


def test_a_partition_whose_input_cannot_be_had_now_is_left_for_another_run(
    engine: Engine, tmp_path: Path, write_inputs: Callable[..., list[str]]
) -> None:
    present, absent = write_inputs(["present"], ["late"])
    Path(absent).unlink()
    partitions, output = [[absent], [present]], tmp_path / "out"

    first = map_partitions(WORK, partitions, str(output), running=engine.running)
    Path(absent).write_text("found", encoding="utf-8")
    second = map_partitions(WORK, partitions, str(output), running=engine.running)

    assert [failure.inputs for failure in first.failures] == [(absent,)]
    assert "No such file" in first.failures[0].reason
    assert second.failures == ()
    assert second.resumed == 1
    assert query(output, "document ORDER BY document") == [("found",), ("present",)]


@contextmanager
def dask(log: Path, *arguments: str) -> Iterator[None]:
    """Run a program of Dask and all that it starts, and end them."""
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def query(output: Path, what: str) -> list[Any]:
    """Select from all rows of an output folder."""
    columns, _, order = what.partition(" ORDER BY ")
    ordered = f"ORDER BY {order}" if order else ""
    with duckdb.connect(":memory:") as connection:
        return connection.execute(
            f"SELECT {columns} FROM '{output}/rows/*.parquet' {ordered}"
        ).fetchall()


def until(is_so: Callable[[], bool], complaint: str) -> None:
    """Wait for something to come true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return True
    return state.rpartition(")")[2].split()[0] == "Z"
