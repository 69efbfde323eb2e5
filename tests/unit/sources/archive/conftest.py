"""WARC files to read and to damage: made by warcio, as others make them, and by our writer."""

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sousveil.model.collection import Content, Rejected
from sousveil.sources.archive.reading import iterate_archive
from sousveil.sources.archive.record import Exchange

MakeExchange = Callable[..., Exchange]
MakeRecord = Callable[..., bytes]
_PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstandard.compress,
    "bare": bytes,
}


@pytest.fixture(scope="session")
def make_exchange() -> MakeExchange:
    """Return a function that makes a response of a page, with a secret on each side."""

    def make(
        url: str = "https://example.org/",
        body: bytes = b"<p>Police bought cameras.</p>",
        *headers: tuple[str, str],
        status: int = 200,
        retrieved_at: str = "2026-01-31T12:00:00Z",
    ) -> Exchange:
        return Exchange(
            url=url,
            retrieved_at=retrieved_at,
            status=status,
            reason="OK",
            request_headers=(("User-Agent", "Sousveil"), ("Cookie", "secret=1")),
            response_headers=(
                ("Content-Type", "text/html; charset=utf-8"),
                ("Set-Cookie", "secret=2"),
                *headers,
            ),
            body=body,
        )

    return make


@pytest.fixture(scope="session")
def make_record() -> MakeRecord:
    """Return a function that makes one bare WARC record."""

    def make(
        uri: str = "https://example.org/",
        body: bytes = b"<p>text</p>",
        *headers: tuple[str, str],
        kind: str = "response",
        status: str = "200 OK",
        fields: dict[str, str] | None = None,
    ) -> bytes:
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=False)
        http = None
        if kind in {"response", "revisit"}:
            lines = [("Content-Type", "text/html"), *headers]
            http = StatusAndHeaders(status, lines, protocol="HTTP/1.1")
        given = {"WARC-Date": "2026-01-31T12:00:00Z", **(fields or {})}
        record = writer.create_warc_record(
            uri,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict=given,
        )
        writer.write_record(record)
        return out.getvalue()

    return make


@pytest.fixture(scope="session", params=["gzip", "zstd", "bare"])
def pack(request: pytest.FixtureRequest) -> Callable[[bytes], bytes]:
    """Return how one record is packed, in each of the three ways."""

    return _PACKINGS[str(request.param)]


@pytest.fixture(scope="session")
def read() -> Callable[..., tuple[list[Content], list[Rejected]]]:
    """Return a function that reads a file and parts what it gives from what is rejected."""

    def read_file(path: Path, limit: int = 1 << 25) -> tuple[list[Content], list[Rejected]]:
        items = list(iterate_archive(str(path), max_record_bytes=limit))
        return (
            [item for item in items if isinstance(item, Content)],
            [item for item in items if isinstance(item, Rejected)],
        )

    return read_file
