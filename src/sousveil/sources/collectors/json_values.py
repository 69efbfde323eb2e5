"""One JSON value or many: a document, or JSON Lines as a stream, gzipped or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.errors import BadInput
from sousveil.sources.collectors.json_reading import parse_json
from sousveil.sources.collectors.lines import read_lines
from sousveil.sources.collectors.unpacking import Allowance, open_bounded

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

MAX_VALUE_BYTES = 128 * 1024 * 1024
MAX_UNPACKED_BYTES = 4 * 1024 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"


@frozen(kw_only=True)
class JsonValue:
    """A parsed value and where it stands: ``line 7``, or nothing for a whole document."""

    locator: str
    value: object


@frozen(kw_only=True)
class BadJson:
    """A place where there is no JSON value, and why."""

    locator: str
    reason: str


def read_json_values(data: bytes) -> Iterator[JsonValue | BadJson]:
    """Yield the values of a JSON document (one) or of JSON Lines (one a line).

    The bytes decide, not the file's name: lines, if the first stands alone as a value, or
    if the whole does not parse and the second stands alone.
    """
    try:
        if _is_json_lines(data):
            yield from _read_lines(_open(data))
            return
        document = _open(data).read(MAX_VALUE_BYTES + 1)
        if len(document) > MAX_VALUE_BYTES:
            yield BadJson(locator="", reason=_too_large())
            return
        yield JsonValue(locator="", value=parse_json(document))
    except BadInput as error:
        yield BadJson(locator="", reason=error.what)


def _is_json_lines(data: bytes) -> bool:
    stream = _open(data)
    first, second = _next_line(stream), _next_line(stream)
    if not second:
        return False
    if _stands_alone(first):
        return True
    if not _stands_alone(second):
        return False
    stream = _open(data)
    document = stream.read(MAX_VALUE_BYTES + 1)
    return len(document) > MAX_VALUE_BYTES or _parse(document) is None


def _read_lines(stream: io.BufferedReader) -> Iterator[JsonValue | BadJson]:
    for number, line in read_lines(stream, max_bytes=MAX_VALUE_BYTES):
        locator = f"line {number}"
        if line is None:
            yield BadJson(locator=locator, reason=_too_large())
        elif line.strip():
            try:
                yield JsonValue(locator=locator, value=parse_json(line))
            except BadInput as error:
                yield BadJson(locator=locator, reason=error.what)


def _open(data: bytes) -> io.BufferedReader:
    stream = open_bounded(data, Allowance(MAX_UNPACKED_BYTES))
    if stream.peek(len(_BOM)).startswith(_BOM):
        stream.read(len(_BOM))
    return stream


def _next_line(stream: io.BufferedReader) -> bytes:
    while line := stream.readline(MAX_VALUE_BYTES + 1):
        if line.strip():
            return line
    return b""


def _stands_alone(line: bytes) -> bool:
    return isinstance(_parse(line), dict | list)


def _parse(data: bytes) -> object:
    try:
        return parse_json(data)
    except BadInput:
        return None


def _too_large() -> str:
    return f"a JSON value of more than {MAX_VALUE_BYTES} bytes"
