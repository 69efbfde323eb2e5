"""Decoding: undo the content encoding of a body, without ever holding more than the bound.

Each decompressor works in small steps and is asked for the next only when the last was
counted, so that a few kilobytes that unpack to gigabytes cost no more than the bound.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]
import zstandard

from sousveil.sources.fetching.policy import size_text
from sousveil.sources.fetching.results import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sousveil.sources.fetching.results import FetchedPage, Headers

    _Inflater = zlib._Decompress  # noqa: SLF001 - the type has no public name

ACCEPT_ENCODING = "gzip, deflate, br, zstd"

_MAX_CODINGS = 2
_STEP_BYTES = 64 * 1024
# Small, since a finished member hands back what follows it as a copy.
_PIECE_BYTES = 4 * 1024
# 64 blocks of 4 bytes fit in it, each worth 128 KiB: the most that one step can give.
_ZSTD_PIECE_BYTES = 256
# What RFC 9659 asks decoders of web content to support.
_ZSTD_WINDOW_BYTES = 8 * 1024 * 1024


class BadEncoding(Exception):
    """The body is not what its Content-Encoding says, or more than may be unpacked."""


def decode_body(page: FetchedPage, max_bytes: int) -> bytes | Failure:
    """Return the body of a page without its content encoding, or why that cannot be had."""
    try:
        return b"".join(decode_pieces(page.body, page.response_headers, max_bytes))
    except BadEncoding as error:
        return Failure(
            url=page.url,
            final_url=page.final_url,
            reason=str(error),
            http_status=page.http_status,
            redirects=page.redirects,
        )


def decode_pieces(body: bytes, headers: Headers, max_bytes: int) -> Iterator[bytes]:
    """Yield a body decoded, piece by piece, each of bounded size.

    Raises:
        BadEncoding: it is damaged or cut off, of an encoding that we do not ask for, or
            larger than the bound at any stage of unpacking.
    """
    codings = _read_codings(headers) if body else []
    if not codings:
        yield from _limit(iter([body]), max_bytes)
        return
    if len(codings) > _MAX_CODINGS:
        raise BadEncoding(f"the body is encoded {len(codings)} times over")
    pieces = _cut(body, _PIECE_BYTES)
    for coding in reversed(codings):
        decoder = _DECODERS.get(coding)
        if decoder is None:
            raise BadEncoding(f"the body has the content encoding {coding[:40]!r}, not asked for")
        pieces = _limit(decoder(pieces), max_bytes)
    try:
        yield from pieces
    except (zlib.error, zstandard.ZstdError, brotli.error) as error:
        raise BadEncoding(f"the body is damaged: it is not {' in '.join(codings)}") from error


def _read_codings(headers: Headers) -> list[str]:
    values = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    names = (name.strip().lower() for name in values.split(","))
    return [name for name in names if name and name != "identity"]


def _limit(pieces: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > max_bytes:
            raise BadEncoding(f"the body is larger than {size_text(max_bytes)} when decompressed")
        yield piece


def _cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def _decode_gzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack gzip members, one after another; what follows the last is ignored, as browsers do."""
    engine: _Inflater | None = zlib.decompressobj(31)
    for piece in pieces:
        data = piece
        while data:
            if engine is None:
                if not data.startswith(b"\x1f"):
                    return
                engine = zlib.decompressobj(31)
            yield from _inflate(engine, data)
            data = engine.unused_data
            if engine.eof:
                engine = None
    if engine is not None:
        raise BadEncoding("the body is cut off: its gzip data does not end")


def _decode_deflate(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack deflate: in a zlib wrapper as the standard says, or bare as some servers send it."""
    engine: _Inflater | None = None
    for piece in pieces:
        if engine is None:
            is_wrapped = piece[0] & 15 == 8 and int.from_bytes(piece[:2], "big") % 31 == 0
            engine = zlib.decompressobj(15 if is_wrapped else -15)
        yield from _inflate(engine, piece)
        if engine.eof:
            return
    raise BadEncoding("the body is cut off: its deflate data does not end")


def _inflate(engine: _Inflater, data: bytes) -> Iterator[bytes]:
    while True:
        unpacked = engine.decompress(data, _STEP_BYTES)
        if unpacked:
            yield unpacked
        data = engine.unconsumed_tail
        if engine.eof or (not data and len(unpacked) < _STEP_BYTES):
            return


def _decode_brotli(pieces: Iterator[bytes]) -> Iterator[bytes]:
    engine = brotli.Decompressor()
    for piece in pieces:
        unpacked = engine.process(piece, output_buffer_limit=_STEP_BYTES)
        while unpacked:
            yield unpacked
            unpacked = engine.process(b"", output_buffer_limit=_STEP_BYTES)
        if engine.is_finished():
            return
    raise BadEncoding("the body is cut off: its br data does not end")


def _decode_zstd(pieces: Iterator[bytes]) -> Iterator[bytes]:
    maker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_BYTES)
    engine, is_inside = maker.decompressobj(), False
    for piece in pieces:
        for part in _cut(piece, _ZSTD_PIECE_BYTES):
            data = part
            while data:
                unpacked = engine.decompress(data)
                if unpacked:
                    yield unpacked
                is_inside, data = not engine.eof, engine.unused_data
                if engine.eof:
                    engine = maker.decompressobj()
    if is_inside:
        raise BadEncoding("the body is cut off: its zstd data does not end")


_DECODERS: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "gzip": _decode_gzip,
    "x-gzip": _decode_gzip,
    "deflate": _decode_deflate,
    "br": _decode_brotli,
    "zstd": _decode_zstd,
}
