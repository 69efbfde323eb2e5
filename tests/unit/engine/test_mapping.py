"""What is asked of an engine is checked before anything runs, and what stops leaves nothing."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import fsspec
import pytest
from attrs import evolve
from tests.contract.orders import WORK, follow, read_whole

from sousveil import __version__
from sousveil.engine import dask_backend, partition_run
from sousveil.engine.columns import Column
from sousveil.engine.mapping import Running, map_partitions
from sousveil.engine.partition import Failure, Receipt, Task, divide, name_partitions, pack_work
from sousveil.engine.partition_run import run_partition
from sousveil.engine.process import Limits
from sousveil.errors import BadInput, CannotConnect, SousveilError

RUNNING = Running(workers=2, timeout_seconds=60)


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    """Three inputs of one document."""
    paths = [tmp_path / f"{name}.txt" for name in ("a", "b", "c")]
    for path in paths:
        path.write_text(f"only {path.stem}", encoding="utf-8")
    return [str(path) for path in paths]


def test_a_partition_is_named_by_work_columns_and_inputs() -> None:
    works = (
        WORK,
        evolve(WORK, name="other"),
        evolve(WORK, version="2"),
        evolve(WORK, columns=(Column("document"),)),
    )
    named = [name_partitions(work, [["a"], ["b"]]) for work in (*works, WORK)]

    ids = [partition.partition_id for partitions in named for partition in partitions]
    assert len(set(ids)) == 8
    assert ids[:2] == ids[-2:]


def test_inputs_are_divided_alike_in_whatever_order_they_come() -> None:
    assert divide(["c", "a", "b"], per_partition=2) == [("a", "b"), ("c",)]
    assert divide([], per_partition=2) == []


def test_an_input_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="1 inputs are given twice: b\n"):
        map_partitions(WORK, [["a", "b"], ["b"]], str(tmp_path / "out"), running=RUNNING)


@pytest.mark.parametrize("change", ["version", "division", "fewer inputs"])
def test_a_folder_with_other_work_is_refused_and_stays_as_it_was(
    change: str, inputs: list[str], tmp_path: Path
) -> None:
    output = tmp_path / "out"
    map_partitions(WORK, [[name] for name in inputs], str(output), running=RUNNING)
    before = sorted(output.rglob("*"))
    work = evolve(WORK, version="2") if change == "version" else WORK
    partitions = [inputs] if change == "division" else [[name] for name in inputs[1:]]

    with pytest.raises(BadInput, match="partitions of other work"):
        map_partitions(work, partitions, str(output), running=RUNNING)
    assert sorted(output.rglob("*")) == before


def test_more_inputs_add_to_a_folder(inputs: list[str], tmp_path: Path) -> None:
    output = str(tmp_path / "out")
    map_partitions(WORK, [[inputs[0]]], output, running=RUNNING)

    mapped = map_partitions(WORK, [[name] for name in inputs], output, running=RUNNING)

    assert mapped.resumed == 1
    assert [receipt.inputs for receipt in mapped.receipts] == [(name,) for name in inputs]


def test_progress_is_told_of_every_partition_that_ends_now(
    inputs: list[str], tmp_path: Path
) -> None:
    told: list[Receipt | Failure] = []
    output = str(tmp_path / "out")
    for _ in range(2):
        map_partitions(
            WORK, [[name] for name in inputs], output, running=RUNNING, progress=told.append
        )

    assert sorted(outcome.inputs for outcome in told) == [(name,) for name in inputs]


def test_functions_of_a_script_or_without_a_name_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = str(tmp_path / "out")
    with pytest.raises(BadInput, match="cannot be sent to a worker"):
        map_partitions(evolve(WORK, apply=lambda _: []), [["a"]], output, running=RUNNING)
    monkeypatch.setattr(follow, "__module__", "__main__")
    with pytest.raises(BadInput, match="in the script that is run"):
        map_partitions(evolve(WORK, apply=partial(follow)), [["a"]], output, running=RUNNING)


def test_functions_that_workers_cannot_import_are_an_error_and_not_a_thousand_failures(
    inputs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "gone_tomorrow.py").write_text("def apply(line):\n    return []\n", encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    import gone_tomorrow  # type: ignore[import-not-found]  # noqa: PLC0415

    monkeypatch.setattr(sys, "path", sys.path[1:])

    with pytest.raises(SousveilError, match="not ready for work: ModuleNotFoundError: No module"):
        map_partitions(
            evolve(WORK, apply=gone_tomorrow.apply),
            [[name] for name in inputs],
            str(tmp_path / "out"),
            running=RUNNING,
        )


def test_a_consumer_that_stops_leaves_no_worker_and_no_half_partition(tmp_path: Path) -> None:
    paths = [tmp_path / "quick.txt", tmp_path / "waits.txt"]
    paths[0].write_text("quick", encoding="utf-8")
    paths[1].write_text(f"wait: {tmp_path / 'gate'}", encoding="utf-8")

    def stop(_: Receipt | Failure) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        map_partitions(
            WORK,
            [[str(path)] for path in paths],
            str(tmp_path / "out"),
            running=RUNNING,
            progress=stop,
        )

    told = tmp_path / "gate.pid"
    if told.exists():  # the worker may have been stopped before it came to the gate
        pid = told.read_text(encoding="ascii").split()[0]
        assert not Path(f"/proc/{pid}").exists()
    assert len(list((tmp_path / "out").rglob("*.parquet"))) == 1


def test_a_finished_partition_that_a_cluster_asks_for_again_is_not_worked_on(
    tmp_path: Path,
) -> None:
    path, notes = tmp_path / "input.txt", tmp_path / "notes"
    path.write_text(f"note: {notes}", encoding="utf-8")
    task = Task(
        partition=name_partitions(WORK, [[str(path)]])[0],
        work=pack_work(WORK),
        columns=WORK.columns,
        output=str(tmp_path / "out"),
        limits=Limits(timeout_seconds=60, memory_bytes=1024**3),
        retries=1,
        version=__version__,
    )

    receipts = [run_partition(task), run_partition(task)]

    assert isinstance(receipts[0], Receipt)
    assert receipts[0] == receipts[1]
    assert notes.read_text(encoding="utf-8") == "done\n"


def test_a_worker_of_another_version_leaves_the_partition_unfinished(
    inputs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partition_run, "__version__", "0.0.7")

    mapped = map_partitions(WORK, [inputs], str(tmp_path / "out"), running=RUNNING)

    assert "sousveil 0.0.7 is installed here" in mapped.failures[0].reason


def test_an_input_that_the_system_refuses_leaves_its_partition_unfinished(
    inputs: list[str], tmp_path: Path
) -> None:
    absent = str(tmp_path / "absent.txt")
    work = evolve(WORK, read=read_whole)

    mapped = map_partitions(work, [inputs, [absent]], str(tmp_path / "out"), running=RUNNING)

    assert [failure.inputs for failure in mapped.failures] == [(absent,)]
    assert mapped.failures[0].reason.startswith("FileNotFoundError: ")
    assert [receipt.documents for receipt in mapped.receipts] == [3]


def test_a_folder_that_is_no_file_system_takes_the_same_files(
    inputs: list[str], tmp_path: Path
) -> None:
    partitions = [[name] for name in inputs]
    url = f"memory://{tmp_path.name}/out"
    map_partitions(WORK, partitions, url, running=RUNNING)
    map_partitions(WORK, partitions, str(tmp_path / "out"), running=RUNNING)
    mapped = map_partitions(WORK, partitions, url, running=RUNNING)

    memory = fsspec.filesystem("memory")
    stored = {
        name.removeprefix(f"/{tmp_path.name}/out/"): memory.cat_file(name)
        for name in memory.find(f"/{tmp_path.name}/out")
    }
    assert mapped.resumed == 3
    assert stored == {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*.*")
    }


def test_a_scheduler_that_does_not_answer_is_named(
    inputs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    monkeypatch.setattr(dask_backend, "CONNECT_SECONDS", 0.5)
    running = evolve(RUNNING, cluster="tcp://127.0.0.1:1")

    with pytest.raises(CannotConnect, match="the scheduler of the cluster does not answer"):
        map_partitions(WORK, [inputs], str(tmp_path / "out"), running=running)


@pytest.mark.parametrize("address", ["nonsense://127.0.0.1:1", "tcp://127.0.0.1", "127.0.0.1"])
def test_an_address_that_no_scheduler_has_is_refused_before_dask_tries_it(
    inputs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    distributed = pytest.importorskip("distributed", reason="no extra 'cluster'")
    monkeypatch.setattr(distributed, "Client", None)
    running = evolve(RUNNING, cluster=address)

    with pytest.raises(CannotConnect, match="address"):
        map_partitions(WORK, [inputs], str(tmp_path / "out"), running=running)


def test_a_cluster_without_the_extra_says_what_to_install(
    inputs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    running = evolve(RUNNING, cluster="tcp://127.0.0.1:1")

    with pytest.raises(CannotConnect, match="Dask is not installed") as caught:
        map_partitions(WORK, [inputs], str(tmp_path / "out"), running=running)
    assert "sousveil[cluster]" in caught.value.next_step


def test_nothing_to_do_is_done_at_once(tmp_path: Path) -> None:
    mapped = map_partitions(WORK, [[], []], str(tmp_path / "out"), running=RUNNING)

    assert (mapped.receipts, mapped.failures, mapped.resumed) == ((), (), 0)
