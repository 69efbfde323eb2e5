"""Measure how fast documents are grouped, beside rensa alone on the same documents in the same run.

Run: python -m scripts.bench_syndication [--count 100000] [--copied]

Seconds are of the CPU, of one thread. Each part runs in a process of its own, so that its peak
memory is its own: the first grouping makes and stores the signatures, the next one finds them
stored. A made-up collection, read from a store in every part: of ten documents, five are stories
on their own, five are copies (cut, with local paragraphs) of three stories; some 350 words
each. With --copied, the worst case for memory: every document is a copy of one of 50 stories.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rensa import RMinHash, RMinHashLSH

from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.model.source import SourceKind
from sousveil.pipeline.reading import group_documents
from sousveil.settings import read_settings
from sousveil.sources.syndication.shingles import make_shingles
from sousveil.sources.syndication.signatures import PERMUTATIONS
from sousveil.store.documents import DocumentStore, StoredDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TARGET_SECONDS = 60
_LSH_BANDS = 32
_LSH_THRESHOLD = 0.5


class Measured(NamedTuple):
    """The CPU seconds and the peak memory of a process, and how many groups it found."""

    seconds: float
    peak_bytes: int
    groups: int


class SyndicationBench(NamedTuple):
    """Grouping for the first time (signatures and all), again, and rensa alone."""

    documents: int
    first: Measured
    again: Measured
    rensa: Measured

    @property
    def ratio(self) -> float:
        """How many times as long as rensa alone the first grouping took."""
        return self.first.seconds / self.rensa.seconds


def main() -> None:
    """Run it and print the lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--copied", action="store_true")
    options = parser.parse_args()
    run = bench_syndication(options.count, is_copied=options.copied)
    seconds = run.first.seconds
    verdict = "met" if seconds * 100_000 / run.documents < TARGET_SECONDS else "MISSED"
    print(f"group {run.documents:,} documents: {seconds:.1f} s ({run.documents / seconds:,.0f} /s)")
    print(f"  target {TARGET_SECONDS} s of a core for 100,000: {verdict}")
    print(f"  {run.first.groups:,} groups, peak memory {_mebibytes(run.first)}")
    print(f"  again, signatures stored: {run.again.seconds:.1f} s, {_mebibytes(run.again)}")
    print(f"  rensa alone, same documents: {run.rensa.seconds:.1f} s, {_mebibytes(run.rensa)}")
    print(f"  ratio {run.ratio:.2f}")


def bench_syndication(count: int = 100_000, *, is_copied: bool = False) -> SyndicationBench:
    """Group made-up documents twice; then find candidates among them with rensa alone."""
    with (
        tempfile.TemporaryDirectory() as home,
        ProcessPoolExecutor(
            1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1
        ) as process,
    ):
        process.submit(_write_documents, home, count, is_copied).result()
        measured = (
            process.submit(_measure, part, home).result()
            for part in (_group_with_ours, _group_with_ours, _index_with_rensa)
        )
        return SyndicationBench(count, *measured)


def _measure(part: Callable[[str], int], home: str) -> Measured:
    start = time.process_time()
    groups = part(home)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Measured(seconds, peak, groups)


def _mebibytes(measured: Measured) -> str:
    return f"{measured.peak_bytes / 1024**2:,.0f} MiB"


def _group_with_ours(home: str) -> int:
    return group_documents(read_settings({}, home=home))


def _index_with_rensa(home: str) -> int:
    index = RMinHashLSH(_LSH_THRESHOLD, PERMUTATIONS, _LSH_BANDS)
    for number, document in enumerate(DocumentStore(Path(home)).documents()):
        minhash = RMinHash(num_perm=PERMUTATIONS, seed=1)
        minhash.update(make_shingles(document.reading.text))
        index.query(minhash)
        index.insert(number, minhash)
    return 0


def _write_documents(home: str, count: int, is_copied: bool) -> None:
    texts = _copy_stories(count) if is_copied else _make_texts(count)
    with DocumentStore(Path(home)).writing("run_1") as writer:
        for number, text in enumerate(texts):
            writer.write(
                StoredDocument(
                    snapshot_sha256=f"{number:064x}",
                    name=f"https://example.org/{number}",
                    reading=ReadResult(
                        reader="html", reader_version="1", status=ReadStatus.READ, text=text
                    ),
                    retrieved_at="2026-01-01T00:00:00Z",
                    source_kind=SourceKind.MEDIA_REPORT,
                    channel_id="chn_1",
                    run_id="run_1",
                )
            )


def _copy_stories(count: int) -> Iterator[str]:
    """Yield copies of fifty stories: some of the paragraphs, and one of the site's own."""
    chance = random.Random(1)
    stories = [text.split("\n") for text in _make_texts(100) if text.count("\n") == 7][:50]
    words = " ".join(stories[0]).split()
    for number in range(count):
        story = stories[number % len(stories)]
        kept = sorted(chance.sample(range(len(story)), chance.randint(5, len(story))))
        yield "\n".join([*(story[at] for at in kept), " ".join(chance.sample(words, 45))])


def _make_texts(count: int) -> Iterator[str]:
    """Yield the texts, each made when it is asked for, so that they take no memory."""
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghiklmnoprstuvw", k=6)) for _ in range(20_000)]

    def write(paragraphs: int) -> list[str]:
        return [" ".join(chance.choices(words, k=45)) + "." for _ in range(paragraphs)]

    for _ in range(0, count, 10):
        for _ in range(5):
            yield "\n".join(write(8))
        for copies in (3, 1, 1):
            story = write(8)
            for copy in range(copies):
                yield "\n".join([*story[: 8 - 2 * copy], *write(copy)])


if __name__ == "__main__":
    main()
