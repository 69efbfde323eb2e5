"""Find the pairs of documents that are worth comparing, without comparing every two.

Locality-sensitive hashing of MinHash digests: Indyk & Motwani, 'Approximate nearest
neighbors', STOC 1998; in bands, as in Leskovec, Rajaraman & Ullman, 'Mining of Massive
Datasets', chapter 3. Two documents are candidates if a band of their digests is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.sources.syndication.signatures import PERMUTATIONS, count_agreements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Two rows a band: a pair of resemblance .2, a story cut to a fifth, is found 93 times in 100.
BANDS = 64
_BAND_BYTES = 4 * PERMUTATIONS // BANDS

# Below 6 of 128 agreements (resemblance .05) the shorter of two documents can be
# contained in the other only if that is ten times its length.
_FEWEST_AGREEMENTS = 6

# A bucket larger than this is a widely copied story, or a site's furniture. In both cases it
# is enough to compare neighbours: a story's copies meet in other bands too.
_NEIGHBOURS = 16

_PAIRS_REMEMBERED = 2_000_000


def find_candidates(digests: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Yield the places, lower first, of digests that are likely to resemble each other.

    Memory is that of one band's buckets: bands are worked through one after the other.
    A pair may come more than once.
    """
    seen: set[int] = set()
    for start in range(0, _BAND_BYTES * BANDS, _BAND_BYTES):
        for bucket in _fill_buckets(digests, start):
            for one, other in _pair_up(bucket, digests, start):
                pair = one * len(digests) + other
                if pair in seen:
                    continue
                seen.add(pair)
                if count_agreements(digests[one], digests[other]) >= _FEWEST_AGREEMENTS:
                    yield one, other
        if len(seen) > _PAIRS_REMEMBERED:
            seen.clear()


def _fill_buckets(digests: Sequence[bytes], start: int) -> Iterator[list[int]]:
    """Yield the places of the digests whose band is the same, where there are several."""
    end = start + _BAND_BYTES
    first: dict[bytes, int] = {}
    buckets: dict[bytes, list[int]] = {}
    for place, digest in enumerate(digests):
        band = digest[start:end]
        earlier = first.setdefault(band, place)
        if earlier != place:
            buckets.setdefault(band, [earlier]).append(place)
    yield from buckets.values()


def _pair_up(bucket: list[int], digests: Sequence[bytes], start: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs of a bucket; of a large one, neighbours in the order of the other bands."""
    if len(bucket) > _NEIGHBOURS:
        bucket.sort(key=lambda place: digests[place][start:] + digests[place][:start])
    for at, one in enumerate(bucket):
        for other in bucket[at + 1 : at + 1 + _NEIGHBOURS]:
            yield (one, other) if one < other else (other, one)
