"""What a worker committed last is there after its death, whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from sousveil.engine.beacon import Beacon, Progress, Stage

if TYPE_CHECKING:
    from pathlib import Path

VICTIM = """
import sys
from pathlib import Path
from sousveil.engine.beacon import Beacon, Progress, Stage

beacon = Beacon(Path(sys.argv[1]))
print("begun", flush=True)
number = 0
while True:
    number += 1
    counts = dict.fromkeys(("documents", "rows", "rows_bytes", "problems_bytes"), number)
    progress = Progress(input_number=number, document_number=number, **counts)
    beacon.commit(Stage.APPLYING, progress, since=float(number))
"""


def test_a_record_is_whole_while_it_changes_and_after_its_writer_was_killed(tmp_path: Path) -> None:
    beacon = Beacon.make(tmp_path / "beacon")
    command = [sys.executable, "-c", VICTIM, str(tmp_path / "beacon")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as victim:
        assert victim.stdout is not None
        victim.stdout.readline()
        seen = [beacon.read() for _ in range(20_000)]
        victim.send_signal(signal.SIGKILL)
    seen.append(beacon.read())

    numbers = [signal.progress.input_number for signal in seen]
    assert numbers == sorted(numbers)
    assert numbers[-1] > 0
    for found in seen:
        number = found.progress.input_number
        assert found.since == number
        assert found.progress == Progress(
            input_number=number,
            document_number=number,
            documents=number,
            rows=number,
            rows_bytes=number,
            problems_bytes=number,
        )
    beacon.close()


def test_a_reason_of_any_length_comes_back(tmp_path: Path) -> None:
    beacon = Beacon.make(tmp_path / "beacon")
    beacon.commit(Stage.STARTING, Progress())
    for reason in ("é" * 3_000, "", "no such file\ud800"):
        beacon.give_reason(reason)
        assert beacon.reason() == reason.replace("\ud800", "?")[:1_000]
    assert beacon.read().stage is Stage.STARTING
    beacon.close()
