"""Measure whether the memory of a collection grows with its size: WARC in, documents out.

Run: python -m scripts.bench_collection [--small 100] [--large 2000]   (MB unpacked)
"""

from __future__ import annotations

import argparse
import io
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

if TYPE_CHECKING:
    import resource

PAGE_BYTES = 145_000
TARGET = 1.10
WORDS = tuple(f"word{number}" for number in range(40))


def main() -> None:
    """Print the peak memory of a small and of a large collection, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=100, help="MB of pages")
    parser.add_argument("--large", type=int, default=2000, help="MB of pages")
    sizes = parser.parse_args()
    peaks = []
    for megabytes in (sizes.small, sizes.large):
        seconds, peak = measure_collection(megabytes)
        peaks.append(peak)
        rate = megabytes / seconds
        print(
            f"collect and read {megabytes} MB: {seconds:.0f} s, {rate:.1f} MB/s, peak {peak:.0f} MiB"
        )
    ratio = peaks[1] / peaks[0]
    verdict = "met" if ratio <= TARGET else "missed"
    print(f"peak memory, large : small  {ratio:.2f}  (target <= {TARGET}: {verdict})")


def measure_collection(megabytes: int) -> tuple[float, float]:
    """Collect a WARC of so many MB of pages; return seconds and the peak memory in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        warc = Path(folder) / "pages.warc.gz"
        write_warc(warc, megabytes * 1_000_000 // PAGE_BYTES)
        home = str(Path(folder) / "workspace")
        run(home, "add", "warc", str(warc))
        begun = time.perf_counter()
        peak = run(home, "collect")
        return time.perf_counter() - begun, peak


def run(home: str, *arguments: str) -> float:
    """Run ``sousveil source`` in a process of its own; return its peak memory in MiB."""
    command = [sys.executable, "-m", "sousveil", "--home", home, "source", *arguments]
    process = os.fork()
    if process == 0:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        os.execv(command[0], command)
    _, status, usage = os.wait4(process, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(command)} ended with status {status}")
    return peak_of(usage)


def peak_of(usage: resource.struct_rusage) -> float:
    """Return the peak memory in MiB that the system counted (bytes on macOS, KiB elsewhere)."""
    return usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def write_warc(path: Path, count: int) -> None:
    """Write an archive of so many different pages."""
    chance = random.Random(1)
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(count):
            text = " ".join(chance.choices(WORDS, k=300))
            filler = f"<script>/* {'x' * PAGE_BYTES} */</script>"
            page = (
                f"<html><title>Page {number}</title><body>{filler}<article><p>{text}.</p></article>"
            )
            headers = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1"
            )
            record = writer.create_warc_record(
                f"https://example.org/{number}",
                "response",
                payload=io.BytesIO(page.encode()),
                http_headers=headers,
            )
            writer.write_record(record)


if __name__ == "__main__":
    main()
