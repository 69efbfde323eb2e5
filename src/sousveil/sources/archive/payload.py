"""What a WARC record brought: its payload without encodings, and its media type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fastwarc.warc import WarcRecordType

from sousveil.errors import BadInput
from sousveil.sources.archive.decoding import decode_body
from sousveil.sources.archive.record import MAX_HEADER_BYTES

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,120}")
_BARE = (WarcRecordType.resource, WarcRecordType.conversion)


def read_payload(
    record: WarcRecord, limit: int, *, any_status: bool = False
) -> tuple[bytes | None, str | None]:
    """Return the decoded payload and the media type of a record; None if it has no such thing.

    That is what a response with status 200 (or ``any_status``), a resource or a conversion
    brought; other records are there for the archive's own sake.

    Raises:
        BadInput: the record is malformed, cut short or larger than ``limit``.
    """
    kind = record.record_type
    if kind == WarcRecordType.response and record.is_http:
        return _read_response(record, limit, any_status=any_status)
    if kind not in _BARE:
        return None, None
    return decode_body(_read_all(record), limit=limit), media_type_of(
        record.headers.get("Content-Type")
    )


def media_type_of(content_type: str | None) -> str | None:
    """Return the media type in a Content-Type header, in lower case and without parameters.

    >>> media_type_of("Text/HTML; charset=utf-8")
    'text/html'
    """
    name = (content_type or "").partition(";")[0].strip().lower()
    return name if _MEDIA_TYPE.fullmatch(name) else None


def _read_response(
    record: WarcRecord, limit: int, *, any_status: bool
) -> tuple[bytes | None, str | None]:
    try:
        record.parse_http(max_header_len=MAX_HEADER_BYTES)
    except (OSError, ValueError) as error:
        raise BadInput(f"the HTTP headers are damaged: {error}") from error
    http = record.http_headers
    status = http.status_code
    if status is None:
        raise BadInput("the response does not begin as one of HTTP does")
    if status != 200 and not any_status:
        return None, None
    body = _read_all(record)
    transfer, content = http.get("Transfer-Encoding"), http.get("Content-Encoding")
    if transfer or content or len(body) > limit:
        body = decode_body(body, content_encoding=content, transfer_encoding=transfer, limit=limit)
    return body, media_type_of(http.get("Content-Type"))


def _read_all(record: WarcRecord) -> bytes:
    length = record.content_length
    body = record.reader.read(length) if length else b""
    if len(body) != length:
        raise BadInput(f"the record should have {length:,} bytes and has {len(body):,}")
    return body
