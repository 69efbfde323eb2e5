"""CDXJ: the index by which a browser finds a URL in WARC files (IIPC CDXJ, WACZ 1.1.1)."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sousveil.sources.archive.payload import media_type_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.sources.archive.walking import Entry

_LINES_PER_BLOCK = 1024
_INDEXED = frozenset({"response", "resource", "revisit"})


def surt_of(url: str) -> str:
    """Return the key under which a URL is sorted: the host reversed, then path and query.

    ``www.`` is dropped, letters are made small and parameters sorted, as ReplayWeb.page does
    when it looks a URL up.

    >>> surt_of("https://www.Example.org:8080/A?b=2&a=1")
    'org,example:8080)/a?a=1&b=2'
    """
    if not url.startswith(("http:", "https:")):
        return url
    try:
        parts = urlsplit(re.sub(r"^(https?://)www\d*\.", r"\1", url.lower()))
        port = parts.port
    except ValueError:
        return url
    standard = {"http": 80, "https": 443}.get(parts.scheme)
    host = ",".join(reversed((parts.hostname or "").split(".")))
    if port is not None and port != standard:
        host += f":{port}"
    query = "&".join(sorted(parts.query.split("&")))
    return f"{host}){parts.path or '/'}{f'?{query}' if query else ''}"


def timestamp_of(retrieved_at: str | None) -> str:
    """Return a time as the 14 digits of an index.

    >>> timestamp_of("2026-01-31T12:00:05Z")
    '20260131120005'
    """
    return re.sub(r"\D", "", retrieved_at or "")[:14].ljust(14, "0")


def cdxj_line(entry: Entry, filename: str) -> str | None:
    """Return the index line of a record, None if it is not one that is looked up."""
    if entry.kind not in _INDEXED or not entry.target_uri:
        return None
    is_revisit = entry.kind == "revisit"
    mime = "warc/revisit" if is_revisit else media_type_of(entry.content_type)
    fields = {
        "url": entry.target_uri,
        "mime": mime or "application/octet-stream",
        "status": str(entry.http_status or 200),
        "digest": entry.payload_digest or "",
        "length": str(entry.length),
        "offset": str(entry.offset),
        "filename": filename,
    }
    key = re.sub(r"\s", "%20", surt_of(entry.target_uri))
    return f"{key} {timestamp_of(entry.retrieved_at)} {json.dumps(fields)}"


def pack_index(lines: Sequence[str], filename: str) -> tuple[bytes, bytes]:
    """Return sorted lines packed in blocks, and the list of the blocks by which one is found.

    A browser reads the list, then the one block that can hold a URL; without the list it
    does not read a packed index at all.
    """
    packed, blocks = bytearray(), []
    meta = {"format": "cdxj-gzip-1.0", "filename": filename}
    blocks.append(f"!meta 0 {json.dumps(meta)}\n")
    for start in range(0, len(lines), _LINES_PER_BLOCK):
        block_lines = lines[start : start + _LINES_PER_BLOCK]
        block = gzip.compress("".join(f"{line}\n" for line in block_lines).encode(), mtime=0)
        place = {
            "offset": len(packed),
            "length": len(block),
            "digest": f"sha256:{hashlib.sha256(block).hexdigest()}",
        }
        prefix = " ".join(block_lines[0].split(" ", 2)[:2])
        blocks.append(f"{prefix} {json.dumps(place)}\n")
        packed += block
    return bytes(packed), "".join(blocks).encode()
