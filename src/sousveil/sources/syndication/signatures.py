"""Signatures: the little of a document that is kept to tell whether it carries the same story.

A signature has two parts, 1.5 kB together at most, whatever the length of the text:

- a MinHash digest (Broder 1997, as rensa's R-MinHash), by which likely pairs are found;
- the smallest hashes of the shingles (a bottom-k sketch: Cohen & Kaplan, 'Summarizing data
  using bottom-k sketches', PODC 2007), by which a pair is verified. Up to ``SKETCH_HASHES``
  shingles, some 250 words, it is the whole set and the comparison exact; past that it is
  a uniform sample, the same for every document, from which resemblance and containment
  are estimated with a standard error of 0.03.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from typing import NamedTuple

from attrs import frozen
from rensa import RMinHash

from sousveil.sources.syndication.shingles import make_shingles

# Names what `make_signature` makes: to be renewed with any change to it, to the shingles or to
# what rensa computes, so that signatures made before are made anew.
METHOD = "shingles-5-8 minhash-128 bottom-256 v1"

PERMUTATIONS = 128
SKETCH_HASHES = 256
FEWEST_SHINGLES = 16

_SEED = 1997
_LANE_BYTES = 4
_SKETCH_AT = 4 + _LANE_BYTES * PERMUTATIONS
_HASH_SPACE = 1 << 32
_LOW_BITS = int.from_bytes(b"\x7f\xff\xff\xff" * PERMUTATIONS)
_TOP_BITS = int.from_bytes(b"\x80\x00\x00\x00" * PERMUTATIONS)


@frozen
class Signature:
    """What is kept of a document's text. ``shingle_count`` counts distinct shingles.

    ``digest`` holds 128 little-endian numbers of 32 bits, ``sketch`` up to 256, ascending.
    """

    digest: bytes
    sketch: bytes
    shingle_count: int

    @property
    def is_comparable(self) -> bool:
        """Whether there is enough text to say anything: an empty page resembles every other."""
        return self.shingle_count >= FEWEST_SHINGLES


class Overlap(NamedTuple):
    """How much two documents share: Broder's resemblance, and containment of the shorter."""

    resemblance: float
    containment: float


class Sketch(NamedTuple):
    """A sketch opened for comparison; hashes at ``bound`` and above were not kept."""

    hashes: array[int]
    members: frozenset[int]
    bound: int


def make_signature(text: str) -> Signature:
    """Make the signature of a text. The same text gives the same bytes, on every machine."""
    shingles = make_shingles(text)
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    minhash.update(shingles)
    distinct = set(RMinHash.hash_token_sets([shingles])[0])
    smallest = sorted({value >> 32 for value in distinct})[:SKETCH_HASHES]
    return Signature(_pack(minhash.digest()), _pack(smallest), len(distinct))


def sign_text(text: str) -> bytes:
    """Make the signature of a text, packed to be stored."""
    return pack_signature(make_signature(text))


def pack_signature(signature: Signature) -> bytes:
    """Write a signature as bytes, count (4 bytes, little-endian), digest, sketch."""
    return signature.shingle_count.to_bytes(4, "little") + signature.digest + signature.sketch


def unpack_signature(packed: bytes) -> Signature:
    """Read a signature that was packed."""
    count, digest, sketch = packed[:4], packed[4:_SKETCH_AT], packed[_SKETCH_AT:]
    return Signature(digest, sketch, int.from_bytes(count, "little"))


def count_agreements(one: bytes, other: bytes) -> int:
    """Return in how many of the 128 places two digests agree; a 128th of it estimates resemblance.

    All places are compared at once, as lanes of one long number: a lane of the exclusive
    or is zero where the digests agree, and only then does adding 2**31 - 1 to its low bits
    leave its top bit clear.
    """
    differing = int.from_bytes(one) ^ int.from_bytes(other)
    nonzero = ((differing & _LOW_BITS) + _LOW_BITS) | differing
    return PERMUTATIONS - (nonzero & _TOP_BITS).bit_count()


def open_sketch(packed: bytes) -> Sketch:
    """Unpack the sketch of a signature."""
    hashes = array("I")
    hashes.frombytes(packed)
    if sys.byteorder == "big":
        hashes.byteswap()
    is_whole = len(hashes) < SKETCH_HASHES
    return Sketch(hashes, frozenset(hashes), _HASH_SPACE if is_whole else hashes[-1] + 1)


def measure_overlap(one: Sketch, other: Sketch) -> Overlap:
    """Compare two sketches over the part of the hash space that both of them cover.

    Where fewer than ``FEWEST_SHINGLES`` of the shorter fall into it, the longer is a report
    or a collection many times its length, not a copy of it: nothing is said to be shared.
    """
    bound = min(one.bound, other.bound)
    sizes = bisect_left(one.hashes, bound), bisect_left(other.hashes, bound)
    if min(sizes) < FEWEST_SHINGLES:
        return Overlap(0.0, 0.0)
    shared = len(one.members & other.members)
    return Overlap(shared / (sum(sizes) - shared), shared / min(sizes))


def _pack(values: list[int]) -> bytes:
    packed = array("I", values)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()
