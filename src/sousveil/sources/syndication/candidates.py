"""Find the pairs of documents that are worth comparing, without comparing every two.

Locality-sensitive hashing of MinHash digests: Indyk & Motwani, 'Approximate nearest
neighbors', STOC 1998; in bands, as in Leskovec, Rajaraman & Ullman, 'Mining of Massive
Datasets', chapter 3. Two documents are candidates if a band of their digests is the same.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Protocol

from sousveil.sources.syndication.signatures import PERMUTATIONS, count_agreements

if TYPE_CHECKING:
    from collections.abc import Iterator

# Two rows a band: a pair of resemblance .2, a story cut to a fifth, is found 93 times in 100.
BANDS = 64
_BAND_BYTES = 4 * PERMUTATIONS // BANDS

# Below 6 of 128 agreements (resemblance .05) the shorter of two documents can be
# contained in the other only if that is ten times its length.
_FEWEST_AGREEMENTS = 6

# A bucket larger than this is a widely copied story, or a site's furniture. In both cases it
# is enough to compare neighbours: a story's copies meet in other bands too.
_NEIGHBOURS = 16

_BANDS_SORTED_BY = 16

_PAIRS_REMEMBERED = 1_000_000

# Digests are read from the disk once for these.
_BANDS_AT_A_TIME = 8


class Digests(Protocol):
    """Digests by their place, in memory or not."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __getitem__(self, place: int, /) -> bytes:
        """Return one."""

    def __iter__(self) -> Iterator[bytes]:
        """Yield all of them in their order."""


def find_candidates(digests: Digests) -> Iterator[tuple[int, int]]:
    """Yield the places, lower first, of digests that are likely to resemble each other.

    Memory is that of one band's buckets, some 200 bytes a digest, and of the pairs that are
    remembered, 100 MB at the most: bands are worked through one after the other. A pair may
    come more than once.
    """
    seen: set[int] = set()
    for band, values in enumerate(_read_bands(digests)):
        for bucket in _fill_buckets(values):
            for one, other in _pair_up(bucket, digests, band * _BAND_BYTES):
                pair = one * len(digests) + other
                if pair in seen:
                    continue
                if len(seen) >= _PAIRS_REMEMBERED:
                    seen.clear()
                seen.add(pair)
                if count_agreements(digests[one], digests[other]) >= _FEWEST_AGREEMENTS:
                    yield one, other


def _read_bands(digests: Digests) -> Iterator[array[int]]:
    """Yield band after band: its value in every digest, in their order."""
    for first in range(0, BANDS, _BANDS_AT_A_TIME):
        start, end = first * _BAND_BYTES, (first + _BANDS_AT_A_TIME) * _BAND_BYTES
        several = array("Q")
        for digest in digests:
            several.frombytes(digest[start:end])
        for band in range(_BANDS_AT_A_TIME):
            yield several[band::_BANDS_AT_A_TIME]


def _fill_buckets(values: array[int]) -> Iterator[list[int]]:
    """Yield the places of the digests whose band is the same, where there are several."""
    first: dict[int, int] = {}
    buckets: dict[int, list[int]] = {}
    for place, value in enumerate(values):
        earlier = first.setdefault(value, place)
        if earlier != place:
            buckets.setdefault(value, [earlier]).append(place)
    first.clear()
    yield from buckets.values()


def _pair_up(bucket: list[int], digests: Digests, start: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs of a bucket; of a large one, neighbours in the order of the other bands."""
    if len(bucket) > _NEIGHBOURS:
        bucket.sort(key=lambda place: _rotate(digests[place], start))
    for at, one in enumerate(bucket):
        for other in bucket[at + 1 : at + 1 + _NEIGHBOURS]:
            yield (one, other) if one < other else (other, one)


def _rotate(digest: bytes, start: int) -> bytes:
    """Return the bands from a place on: enough of them to tell neighbours."""
    return (digest[start:] + digest[:start])[: _BANDS_SORTED_BY * _BAND_BYTES]
