"""Write every retrieval into WARC files before anything parses it.

A file is gzip, one record to a member; a retrieval is on the disk when the call returns
(or, with ``sync_every``, when so many have been written), and nothing is half-written:
a run that was killed is mended (``repair``) and goes on in the same file.
"""

from __future__ import annotations

import io
import os
import re
from typing import TYPE_CHECKING, Self

from attrs import evolve
from warcio.warcwriter import WARCWriter

from sousveil.errors import BadInput, CannotWrite
from sousveil.model.identifiers import sha256_of
from sousveil.sources.archive.decoding import decode_body
from sousveil.sources.archive.fields import (
    VerbatimHeaders,
    clean_headers,
    escape_uri,
    one_line,
    refers_to_fields,
    warc_fields,
)
from sousveil.sources.archive.payload import media_type_of
from sousveil.sources.archive.record import (
    REQUESTED_URI,
    SNAPSHOT_DIGEST,
    ArchivedRecord,
    Exchange,
    Known,
    nothing_known,
)
from sousveil.sources.archive.repair import repair_tail
from sousveil.sources.archive.walking import Entry, read_entry

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from warcio.recordloader import ArcWarcRecord

    from sousveil.model.collection import Content

ROTATE_BYTES = 1_000_000_000
_REVISIT = "http://netpreserve.org/warc/1.1/revisit/"
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


class ArchiveWriter:
    """Append the retrievals of one run to ``RUN-00001.warc.gz`` and its successors in a folder.

    Args:
        known: where a snapshot was archived first, by its SHA-256; if its record is there
            and has the same bytes, the new retrieval becomes a revisit record.
        rotate_bytes: a file that has reached this size is followed by another.
        sync_every: how many retrievals may be lost if the machine (not the process) stops.

    Raises:
        CannotWrite: a record could not be written; the file is as it was before.
    """

    def __init__(
        self,
        folder: Path,
        run_id: str,
        *,
        software: str,
        known: Known = nothing_known,
        rotate_bytes: int = ROTATE_BYTES,
        sync_every: int = 1,
    ) -> None:
        if not _RUN_ID.fullmatch(run_id):
            raise ValueError(f"{run_id!r} cannot be part of a file name")
        self._folder, self._run_id, self._software = folder, run_id, software
        self._known, self._rotate_bytes, self._sync_every = known, rotate_bytes, sync_every
        self._unsynced = 0
        self._warc = WARCWriter(io.BytesIO(), gzip=True, warc_version="1.1")
        folder.mkdir(parents=True, exist_ok=True)
        files = sorted(folder.glob(f"{run_id}-[0-9][0-9][0-9][0-9][0-9].warc.gz"))
        if files:
            repair_tail(files[-1])
        self._open(len(files) or 1)

    def write_exchange(self, exchange: Exchange, payload: bytes) -> ArchivedRecord:
        """Archive a response and its request; ``payload`` is the body without its encoding."""
        encoding = exchange.response_header("content-encoding")
        body, replaced = exchange.body, frozenset({"transfer-encoding"})
        if not _decodes_to(payload, body, encoding):
            # What evidence cites must come out again: it is kept in place of what does not give it.
            body, replaced = payload, replaced | {"content-encoding", "content-length"}
        http = _head_of(exchange, replaced)
        fields = warc_fields(exchange.url, exchange.retrieved_at)
        if exchange.requested_url is not None:
            fields[REQUESTED_URI] = escape_uri(exchange.requested_url)
        return self._archive(exchange, fields, http, body, payload)

    def write_redirect(self, exchange: Exchange) -> None:
        """Archive an answer that sends us elsewhere, and its request; its body was not read.

        It is no snapshot: evidence cites what the redirect led to.
        """
        fields = warc_fields(exchange.url, exchange.retrieved_at)
        fields["WARC-Payload-Digest"] = f"sha256:{sha256_of(b'')}"
        replaced = frozenset[str]()
        if exchange.response_header("content-length") != "0":
            fields["WARC-Truncated"] = "length"
            replaced = frozenset({"content-length", "content-encoding", "transfer-encoding"})
        record = self._make("response", fields, _head_of(exchange, replaced), b"")
        self._append([record, self._request(exchange, record)])

    def write_resource(self, content: Content, retrieved_at: str) -> ArchivedRecord:
        """Archive bytes that came otherwise than over HTTP: a file, a notice."""
        fields = warc_fields(content.name, content.retrieved_at or retrieved_at)
        fields["Content-Type"] = one_line(content.media_type or "application/octet-stream")
        record = self._archive(None, fields, None, content.data, content.data)
        return evolve(record, media_type=content.media_type)

    def write_not_modified(self, exchange: Exchange, previous: ArchivedRecord) -> ArchivedRecord:
        """Archive that a server says (304) that nothing changed since an archived retrieval."""
        fields = warc_fields(exchange.url, exchange.retrieved_at)
        fields["WARC-Profile"] = _REVISIT + "server-not-modified"
        fields |= refers_to_fields(self._entry(previous.warc_file, previous.warc_offset))
        fields[SNAPSHOT_DIGEST] = f"sha256:{previous.snapshot_sha256}"
        record = self._make("revisit", fields, _head_of(exchange, frozenset()), b"")
        file, offset = self._append([record, self._request(exchange, record)])
        return evolve(previous, warc_file=file, warc_offset=offset, is_revisit=True)

    def sync(self) -> None:
        """Make sure that everything written so far outlives the machine's stopping."""
        os.fsync(self._file.fileno())
        self._unsynced = 0

    def close(self) -> None:
        """Sync and close."""
        if not self._file.closed:
            self.sync()
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _archive(
        self,
        exchange: Exchange | None,
        fields: dict[str, str],
        http: VerbatimHeaders | None,
        body: bytes,
        payload: bytes,
    ) -> ArchivedRecord:
        sha256 = sha256_of(payload)
        fields["WARC-Payload-Digest"] = f"sha256:{sha256 if body is payload else sha256_of(body)}"
        fields[SNAPSHOT_DIGEST] = f"sha256:{sha256}"
        original = self._same_payload(sha256, fields["WARC-Payload-Digest"])
        kind = "resource" if exchange is None else "response"
        if original is not None:
            fields["WARC-Profile"] = _REVISIT + "identical-payload-digest"
            fields |= refers_to_fields(original)
            kind, body = "revisit", b""
        records = [self._make(kind, fields, http, body)]
        if exchange is not None:
            records.append(self._request(exchange, records[0]))
        file, offset = self._append(records)
        return ArchivedRecord(
            snapshot_sha256=sha256,
            warc_file=file,
            warc_offset=offset,
            media_type=media_type_of(exchange.response_header("content-type"))
            if exchange
            else None,
            size_bytes=len(payload),
            is_revisit=original is not None,
        )

    def _same_payload(self, sha256: str, payload_digest: str) -> Entry | None:
        """Return the full record with these very bytes, if there is one and it can be read."""
        place = self._known(sha256)
        entry = self._entry(place.warc_file, place.warc_offset) if place else None
        if entry is None or entry.kind not in {"response", "resource"}:
            return None
        return entry if entry.payload_digest == payload_digest else None

    def _entry(self, warc_file: str, warc_offset: int) -> Entry | None:
        try:
            return read_entry(self._folder / warc_file, warc_offset)
        except BadInput:
            return None

    def _request(self, exchange: Exchange, response: ArcWarcRecord) -> ArcWarcRecord:
        fields = warc_fields(exchange.url, exchange.retrieved_at)
        fields["WARC-Concurrent-To"] = response.rec_headers.get_header("WARC-Record-ID")
        path = re.sub(r"^[^:/?#]+://[^/?#]*", "", fields["WARC-Target-URI"]).partition("#")[0]
        line = one_line(
            f"{exchange.method} {path if path.startswith('/') else '/' + path} HTTP/1.1"
        )
        http = VerbatimHeaders(
            line, clean_headers(exchange.request_headers, frozenset()), is_http_request=True
        )
        return self._make("request", fields, http, b"")

    def _make(
        self, kind: str, fields: dict[str, str], http: VerbatimHeaders | None, body: bytes
    ) -> ArcWarcRecord:
        return self._warc.create_warc_record(
            "",
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            warc_headers_dict=fields,
            http_headers=http,
        )

    def _append(self, records: list[ArcWarcRecord]) -> tuple[str, int]:
        if self._size >= self._rotate_bytes:
            self.close()
            self._open(self._number + 1)
        buffer = io.BytesIO()
        self._warc.out = buffer
        for record in records:
            self._warc.write_record(record)
        offset = self._size
        self._write(buffer.getvalue())
        self._unsynced += 1
        if self._unsynced >= self._sync_every:
            self.sync()
        return self._path.name, offset

    def _open(self, number: int) -> None:
        self._number = number
        self._path = self._folder / f"{self._run_id}-{number:05}.warc.gz"
        # Without a buffer: what a full disk did not take must not come after all, later on.
        self._file = self._path.open("ab", buffering=0)
        self._size = self._path.stat().st_size
        if self._size == 0:
            buffer = io.BytesIO()
            self._warc.out = buffer
            info = {
                "software": one_line(self._software),
                "format": "WARC File Format 1.1",
                "isPartOf": self._run_id,
            }
            self._warc.write_record(self._warc.create_warcinfo_record(self._path.name, info))
            self._write(buffer.getvalue())
            _sync_folder(self._folder)

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            os.ftruncate(self._file.fileno(), self._size)
            raise CannotWrite(
                f"the retrieval could not be archived: {error.strerror}",
                where=str(self._path),
                next_step="free some space or correct the permissions, then run the command again",
            ) from error
        self._size += len(data)


def _head_of(exchange: Exchange, replaced: frozenset[str]) -> VerbatimHeaders:
    return VerbatimHeaders(
        one_line(f"{exchange.status} {exchange.reason}"),
        clean_headers(exchange.response_headers, replaced),
        protocol="HTTP/1.1",
    )


def _decodes_to(payload: bytes, body: bytes, encoding: str | None) -> bool:
    if encoding is None:
        return body == payload
    try:
        return decode_body(body, content_encoding=encoding, limit=len(payload)) == payload
    except BadInput:
        return False


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
