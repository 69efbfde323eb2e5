"""The bytes that a web server meant: what a WARC record holds, without chunks and encodings."""

from __future__ import annotations

from sousveil.errors import BadInput
from sousveil.sources.fetching.decoding import BadEncoding, decode_pieces

MAX_DECODED_BYTES = 32 << 20
"""The largest payload that is read, decoded (32 MiB)."""

_BEGINNINGS = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}


def decode_body(
    body: bytes,
    *,
    content_encoding: str | None = None,
    transfer_encoding: str | None = None,
    limit: int = MAX_DECODED_BYTES,
) -> bytes:
    r"""Take off the chunks and the content encodings of an archived body.

    Many archives keep the headers of an encoding that they took off themselves: a body that
    does not begin as its encoding says is taken as it is, where that can be told.

    Raises:
        BadInput: the body is damaged, is larger than ``limit``, or has an encoding that is
            not read.

    >>> decode_body(b"3\r\nabc\r\n0\r\n\r\n", transfer_encoding="chunked")
    b'abc'
    """
    if transfer_encoding and "chunked" in transfer_encoding.lower():
        body = _join_chunks(body)
    if content_encoding and not _was_taken_off(body, content_encoding):
        try:
            body = b"".join(decode_pieces(body, (("content-encoding", content_encoding),), limit))
        except BadEncoding as error:
            raise BadInput(str(error)) from error
    if len(body) > limit:
        raise BadInput(f"the body is larger than {limit:,} bytes")
    return body


def _was_taken_off(body: bytes, content_encoding: str) -> bool:
    last = content_encoding.rpartition(",")[2].strip().lower()
    return last == "none" or not body.startswith(_BEGINNINGS.get(last, b""))


def _join_chunks(body: bytes) -> bytes:
    """Join the chunks of a transfer; a body that does not begin with one was joined before."""
    parts: list[bytes] = []
    at = 0
    while True:
        line_end = body.find(b"\r\n", at, at + 1024)
        size_text = body[at:line_end].partition(b";")[0].strip() if line_end >= 0 else b""
        try:
            size = int(size_text, 16)
        except ValueError:
            if not parts:
                return body
            raise BadInput("the chunks of the body are damaged") from None
        if size <= 0:
            break
        start = line_end + 2
        if start + size > len(body):
            raise BadInput("the last chunk of the body is not whole")
        parts.append(body[start : start + size])
        at = start + size + 2
    return b"".join(parts)
