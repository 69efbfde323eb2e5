"""The header lines of records: what was received, less secrets and less what no longer holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from warcio.statusandheaders import StatusAndHeaders

if TYPE_CHECKING:
    from sousveil.sources.archive.record import Headers
    from sousveil.sources.archive.walking import Entry

_SECRET = frozenset({"cookie", "set-cookie", "set-cookie2", "authorization", "proxy-authorization"})
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
_UNSAFE = re.compile("[\x00-\x20\x7f\ud800-\udfff]")


class VerbatimHeaders(StatusAndHeaders):  # type: ignore[misc]
    """HTTP headers that are written in Latin-1 as they were received, not percent-encoded."""

    def to_ascii_bytes(self, header_filter: object = None) -> bytes:
        """Return the lines as bytes; the name is that of the library, which calls this."""
        text: str = self.to_str(header_filter)
        return text.encode("latin-1", "replace") + b"\r\n"


def warc_fields(url: str, retrieved_at: str) -> dict[str, str]:
    """Return the WARC fields that say what was retrieved and when."""
    if not _DATE.fullmatch(retrieved_at):
        raise ValueError(f"{retrieved_at!r} is not a UTC time like 2026-01-31T12:00:00Z")
    return {"WARC-Date": retrieved_at, "WARC-Target-URI": escape_uri(url)}


def escape_uri(url: str) -> str:
    """Return an address in which nothing ends the line that it stands in."""
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", url)


def refers_to_fields(original: Entry | None) -> dict[str, str]:
    """Name the record that has the bytes; a revisit refers to what it refers to itself."""
    if original is None:
        return {}
    uri = original.refers_to_uri or original.target_uri
    date = original.refers_to_date or original.retrieved_at
    return {"WARC-Refers-To-Target-URI": uri or "", "WARC-Refers-To-Date": date or ""}


def clean_headers(headers: Headers, replaced: frozenset[str]) -> list[tuple[str, str]]:
    """Drop what is secret; rename what no longer describes the body that is kept."""
    lines = ((one_line(name), one_line(value)) for name, value in headers)
    return [
        (f"X-Archive-Orig-{name}" if name.lower() in replaced else name, value)
        for name, value in lines
        if name and name.lower() not in _SECRET
    ]


def one_line(text: str) -> str:
    """Return a text that cannot begin another header line."""
    return re.sub(r"[\r\n\0]+", " ", text).strip()
