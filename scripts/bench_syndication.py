"""Measure how fast documents are grouped, beside rensa alone on the same texts in the same run.

Run: python -m scripts.bench_syndication [--count 100000]

One thread of one core. A made-up collection: of ten documents, five are stories on their
own, five are copies (cut, with local paragraphs) of three stories; some 350 words each.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from typing import TYPE_CHECKING, NamedTuple

from rensa import RMinHash, RMinHashLSH

from sousveil.sources.syndication.clusters import SyndicationInput, cluster_documents
from sousveil.sources.syndication.shingles import make_shingles
from sousveil.sources.syndication.signatures import PERMUTATIONS, make_signature

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET_SECONDS = 60
_LSH_BANDS = 32
_LSH_THRESHOLD = 0.5


class SyndicationBench(NamedTuple):
    """Seconds for all documents, of ours and of rensa alone, and the peak memory of ours."""

    documents: int
    signature_seconds: float
    cluster_seconds: float
    rensa_seconds: float
    clusters: int
    peak_bytes: int

    @property
    def seconds(self) -> float:
        """The seconds that ours took in all."""
        return self.signature_seconds + self.cluster_seconds

    @property
    def ratio(self) -> float:
        """How many times as long as rensa alone ours took."""
        return self.seconds / self.rensa_seconds


def main() -> None:
    """Run it and print the lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    run = bench_syndication(parser.parse_args().count)
    verdict = "met" if run.seconds * 100_000 / run.documents < TARGET_SECONDS else "MISSED"
    print(
        f"group {run.documents:,} documents: {run.seconds:.1f} s ({run.documents / run.seconds:,.0f} /s)"
    )
    print(f"  target {TARGET_SECONDS} s for 100,000: {verdict}")
    print(f"  signatures {run.signature_seconds:.1f} s, clusters {run.cluster_seconds:.1f} s")
    print(f"  rensa alone, same texts: {run.rensa_seconds:.1f} s, ratio {run.ratio:.2f}")
    print(f"  {run.clusters:,} clusters, peak memory {run.peak_bytes / 1024**2:,.0f} MiB")


def bench_syndication(count: int = 100_000) -> SyndicationBench:
    """Group made-up documents; then find candidates among the same texts with rensa alone."""
    start = time.process_time()
    for _ in _make_texts(count):
        pass
    making = time.process_time() - start

    start = time.process_time()
    documents = [
        SyndicationInput(document_id=f"doc_{number:07}", signature=make_signature(text))
        for number, text in enumerate(_make_texts(count))
    ]
    signed = time.process_time()
    clusters = len(cluster_documents(documents))
    clustered = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    documents.clear()

    begun = time.process_time()
    index = RMinHashLSH(_LSH_THRESHOLD, PERMUTATIONS, _LSH_BANDS)
    for number, text in enumerate(_make_texts(count)):
        minhash = RMinHash(num_perm=PERMUTATIONS, seed=1)
        minhash.update(make_shingles(text))
        index.query(minhash)
        index.insert(number, minhash)
    rensa_seconds = time.process_time() - begun - making
    return SyndicationBench(
        count, signed - start - making, clustered - signed, rensa_seconds, clusters, peak
    )


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
