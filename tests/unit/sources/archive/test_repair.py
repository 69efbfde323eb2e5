import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sousveil.errors import BadInput
from sousveil.model.identifiers import sha256_of
from sousveil.sources.archive.record import ArchivedPlace, Exchange
from sousveil.sources.archive.repair import repair_tail
from sousveil.sources.archive.snapshots import read_snapshot
from sousveil.sources.archive.walking import walk_records
from sousveil.sources.archive.writing import ArchiveWriter

MakeExchange = Callable[..., Exchange]
_WRITE_UNTIL_KILLED = """
import sys
from pathlib import Path
from sousveil.sources.archive.record import Exchange
from sousveil.sources.archive.writing import ArchiveWriter
number = 0
with ArchiveWriter(Path(sys.argv[1]), "run", software="test") as archive:
    while True:
        body = str(number).encode() * 3000
        exchange = Exchange(url=f"https://a.org/{number}", retrieved_at="2026-01-31T12:00:00Z",
                            status=200, body=body)
        record = archive.write_exchange(exchange, body)
        print(number, record.warc_offset, record.snapshot_sha256, flush=True)
        number += 1
"""


@pytest.fixture
def whole(tmp_path: Path, make_exchange: MakeExchange) -> Path:
    with ArchiveWriter(tmp_path, "run", software="test") as archive:
        for number in range(2):
            archive.write_exchange(
                make_exchange(f"https://a.org/{number}", b"x" * number), b"x" * number
            )
    return tmp_path / "run-00001.warc.gz"


def test_a_file_cut_at_any_byte_of_its_last_record_loses_that_record_alone(whole: Path) -> None:
    data = whole.read_bytes()
    *_, last = walk_records(whole)
    for size in range(last.offset, len(data)):
        whole.write_bytes(data[:size])
        assert repair_tail(whole) == size - last.offset
        assert whole.read_bytes() == data[: last.offset]


def test_a_whole_file_is_left_alone(whole: Path) -> None:
    before = whole.read_bytes()
    assert repair_tail(whole) == 0
    assert whole.read_bytes() == before


def test_zeros_that_a_lost_machine_left_are_cut_off(whole: Path) -> None:
    before = whole.read_bytes()
    whole.write_bytes(before + bytes(4096))
    assert repair_tail(whole) == 4096
    assert whole.read_bytes() == before


def test_damage_with_records_behind_it_is_not_cut_off(whole: Path) -> None:
    data = bytearray(whole.read_bytes())
    second = list(walk_records(whole))[1]
    for at in range(second.offset + 20, second.offset + second.length - 20):
        data[at] ^= 0x55
    whole.write_bytes(bytes(data))
    with pytest.raises(BadInput, match="records follow"):
        repair_tail(whole)
    assert whole.read_bytes() == bytes(data)


def test_a_killed_writer_leaves_every_complete_record_and_goes_on(
    tmp_path: Path, make_exchange: MakeExchange
) -> None:
    archive_file = tmp_path / "run-00001.warc.gz"
    written: dict[int, str] = {}
    for pause in (0.0, 0.03, 0.11, 0.19):
        command = [sys.executable, "-c", _WRITE_UNTIL_KILLED, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline()]
            time.sleep(pause)
            os.kill(process.pid, signal.SIGKILL)
            lines += process.stdout.read().splitlines()
        for line in lines:
            if len(parts := line.split()) == 3 and len(parts[2]) == 64:
                written[int(parts[1])] = parts[2].decode()
    with ArchiveWriter(tmp_path, "run", software="test") as archive:
        last = archive.write_exchange(make_exchange(body=b"end"), b"end")
    written[last.warc_offset] = sha256_of(b"end")
    assert len(written) > 4
    for offset, sha256 in written.items():
        place = ArchivedPlace(warc_file=archive_file.name, warc_offset=offset)
        assert read_snapshot(tmp_path, place, sha256)
    found = [entry for entry in walk_records(archive_file) if entry.kind == "response"]
    assert {entry.offset for entry in found} >= written.keys()
