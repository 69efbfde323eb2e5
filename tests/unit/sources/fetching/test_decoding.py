from __future__ import annotations

import gzip
import tracemalloc
import zlib
from contextlib import suppress

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sousveil.sources.fetching.decoding import ACCEPT_ENCODING, BadEncoding, decode_pieces

MEBIBYTE = 1024 * 1024


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


ENCODERS = {
    "gzip": gzip.compress,
    "X-Gzip": gzip.compress,
    "deflate": zlib.compress,
    "deflate ": bare_deflate,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "identity": bytes,
    "": bytes,
}


def decode(data: bytes, *codings: str, max_bytes: int = MEBIBYTE) -> bytes:
    headers = tuple(("Content-Encoding", coding) for coding in codings)
    return b"".join(decode_pieces(data, headers, max_bytes))


@given(st.sampled_from(sorted(ENCODERS)), st.binary(max_size=300), st.integers(1, 400))
def test_what_was_encoded_is_decoded(coding: str, data: bytes, times: int) -> None:
    whole = data * times
    assert decode(ENCODERS[coding](whole), coding) == whole


@given(st.sampled_from(sorted(set(ENCODERS) - {"identity", ""})), st.binary(min_size=1))
def test_a_body_cut_off_or_damaged_is_said_to_be(coding: str, data: bytes) -> None:
    encoded = ENCODERS[coding](data)
    with pytest.raises(BadEncoding, match=r"cut off|damaged"):
        decode(encoded[:-1], coding)


@given(st.sampled_from(sorted(ENCODERS)), st.binary(max_size=2000))
def test_noise_is_decoded_or_refused_and_never_more(coding: str, data: bytes) -> None:
    with suppress(BadEncoding):
        assert len(decode(data, coding, max_bytes=5000)) <= 5000


@pytest.mark.parametrize("coding", sorted(set(ENCODERS) - {"identity", ""}))
def test_a_bomb_is_refused_before_it_goes_off(coding: str) -> None:
    bomb = ENCODERS[coding](bytes(16 * MEBIBYTE))
    tracemalloc.start()
    try:
        with pytest.raises(BadEncoding, match="larger than 1 MiB when decompressed"):
            decode(bomb, coding)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 12 * MEBIBYTE


def test_an_inner_bomb_is_refused_though_nothing_comes_out_of_it() -> None:
    # Empty blocks: megabytes of gzip data that unpack to nothing at all.
    inner = b"\x1f\x8b\x08" + bytes(6) + b"\x03" + b"\x00\x00\x00\xff\xff" * MEBIBYTE
    with pytest.raises(BadEncoding, match="larger than 1 MiB"):
        decode(gzip.compress(inner), "gzip", "gzip")


def test_two_codings_are_undone_in_reverse() -> None:
    data = brotli.compress(b"hello")
    assert decode(gzip.compress(data), "br", "gzip") == b"hello"
    assert decode(gzip.compress(data), "br, gzip") == b"hello"
    with pytest.raises(BadEncoding, match="encoded 3 times over"):
        decode(data, "br, gzip, gzip")


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_several_members_are_one_body(coding: str) -> None:
    encode = ENCODERS[coding]
    assert decode(encode(b"a" * 9000) + encode(b"b"), coding) == b"a" * 9000 + b"b"


def test_padding_after_gzip_data_is_ignored() -> None:
    assert decode(gzip.compress(b"hello") + bytes(20), "gzip") == b"hello"


def test_an_empty_body_is_empty_whatever_its_coding() -> None:
    assert decode(b"", "gzip") == b""


def test_all_that_is_asked_for_can_be_decoded() -> None:
    for coding in ACCEPT_ENCODING.split(", "):
        assert decode(ENCODERS[coding](b"x"), coding) == b"x"
