"""What goes into the archive and where it comes to lie."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from sousveil.model.collection import Content

Headers = tuple[tuple[str, str], ...]

SNAPSHOT_DIGEST = "Sousveil-Snapshot-Digest"
"""Our own WARC field: ``sha256:`` and the hash of the decoded payload, which evidence cites."""

REQUESTED_URI = "Sousveil-Requested-URI"
"""Our own WARC field: the address that was asked for, where redirects led to another one."""

MAX_HEADER_BYTES = 1 << 20


@frozen(kw_only=True)
class Exchange:
    """One HTTP request and what came back, as received.

    ``body`` is what came over the wire, with its content encoding but without the framing
    of the transfer (chunks): that is what an HTTP client hands over. Headers are in Latin-1,
    as HTTP has them; ``retrieved_at`` is ISO 8601 in UTC, ending in Z. ``requested_url`` is
    the address from which redirects led to ``url``, None if there were none.
    """

    url: str
    retrieved_at: str
    status: int
    reason: str = ""
    method: str = "GET"
    request_headers: Headers = ()
    response_headers: Headers = ()
    body: bytes = b""
    requested_url: str | None = None

    def response_header(self, name: str) -> str | None:
        """Return what the response says under this name (in small letters), joined if repeated."""
        values = [value for key, value in self.response_headers if key.strip().lower() == name]
        return ", ".join(values) if values else None


@frozen(kw_only=True)
class ArchivedPlace:
    """Where a snapshot's bytes lie: a file of the archive and the byte at which the record begins."""

    warc_file: str
    warc_offset: int


@frozen(kw_only=True)
class ArchivedRecord:
    """What became of a retrieval in the archive.

    ``snapshot_sha256`` and ``size_bytes`` are of the decoded payload; ``is_revisit`` says that
    the bytes lie in an earlier record, to which this one refers.
    """

    snapshot_sha256: str
    warc_file: str
    warc_offset: int
    media_type: str | None
    size_bytes: int
    is_revisit: bool


Known = Callable[[str], ArchivedPlace | None]
"""Where the snapshot with this SHA-256 was archived first, if it was."""

ArchiveItem = Content
"""What an archive gives: the decoded payload of a record, with the URL and time of its retrieval."""


def nothing_known(_sha256: str) -> ArchivedPlace | None:
    """Know of no earlier snapshot: everything is archived in full."""
    return None
