"""Record a run: each retrieval goes into the archive first and into the database after it.

So a run that is killed leaves at most retrievals that the archive has and the database has
not; the next run of the channel takes them over by name instead of fetching them again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from attrs import evolve

from sousveil import __version__
from sousveil.model.collection import Description, Outcome, Retrieval
from sousveil.sources.archive.record import ArchivedPlace, ArchivedRecord, Exchange
from sousveil.sources.archive.walking import walk_records
from sousveil.sources.archive.writing import ArchiveWriter
from sousveil.sources.fetching import media_type
from sousveil.store.collection_store import CollectionStore, add_retrievals

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path
    from types import TracebackType

    from sousveil.model.collection import Content, Run
    from sousveil.sources.fetching import FetchedPage, NotModified, Redirect
    from sousveil.store.database import Database

FLUSH_EVERY = 64
"""How many retrievals are written to the database at a time."""


class RunRecorder:
    """Writes what a run retrieves, and knows what this run and earlier ones retrieved."""

    def __init__(self, database: Database, folder: Path, run: Run) -> None:
        self._database = database
        self._run_id = run.run_id
        self._pending: dict[str, Retrieval] = {}
        self._places: dict[str, ArchivedPlace] = {}
        self._looked_up: frozenset[str] = frozenset()
        self._done: set[str] = set()
        self._successes: dict[str, Retrieval] = {}
        self._writer = ArchiveWriter(
            folder,
            run.run_id,
            software=f"sousveil/{__version__}",
            known=self._find_place,
            sync_every=FLUSH_EVERY,
        )
        self._left_over = _read_left_over(folder, run.run_id)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.flush()
        self._writer.close()

    def look_up(self, names: Collection[str]) -> None:
        """Ask the database about some items at once, in place of those that were asked about before.

        An item can be asked about one by one as well, which is slower.
        """
        with self._database.reading() as connection:
            store = CollectionStore(connection)
            self._done = store.done_among(self._run_id, names) | self._pending.keys()
            self._successes = store.last_successes(names)
        self._looked_up = frozenset(names)

    def is_done(self, name: str) -> bool:
        """Say whether this run has dealt with an item."""
        self._ensure_looked_up(name)
        return name in self._done

    def last_success(self, name: str) -> Retrieval | None:
        """Return the newest retrieval of an item, by any run before, that has a snapshot."""
        self._ensure_looked_up(name)
        return self._successes.get(name)

    def take_left_over(self, name: str, description: Description) -> bool:
        """Record an item that the archive has from before the run was interrupted, if it has."""
        left = self._left_over.pop(name, None)
        if left is None:
            return False
        self._record(evolve(left, description=description))
        return True

    def keep_page(self, name: str, page: FetchedPage, payload: bytes, about: Description) -> None:
        """Archive and record a page; ``payload`` is its body without the content encoding."""
        archived = self.archive_page(page, payload)
        previous = self.last_success(name)
        is_same = previous is not None and previous.snapshot_sha256 == archived.snapshot_sha256
        self._record(
            evolve(
                self._retrieved(name, archived, page.retrieved_at),
                outcome=Outcome.UNCHANGED if is_same else Outcome.FETCHED,
                http_status=page.http_status,
                media_type=media_type(page),
                etag=page.etag,
                last_modified=page.last_modified,
                description=about,
            )
        )

    def archive_page(self, page: FetchedPage, payload: bytes) -> ArchivedRecord:
        """Archive a page that is no item of its own, such as a feed."""
        return self._writer.write_exchange(
            Exchange(
                url=page.final_url,
                retrieved_at=page.retrieved_at,
                status=page.http_status,
                reason=page.reason_phrase,
                request_headers=page.request_headers,
                response_headers=page.response_headers,
                body=page.body,
                requested_url=page.url if page.redirects else None,
            ),
            payload,
        )

    def archive_redirects(self, redirects: tuple[Redirect, ...]) -> None:
        """Archive the answers that led from one address to another, in their order."""
        for step in redirects:
            self._writer.write_redirect(
                Exchange(
                    url=step.url,
                    retrieved_at=step.retrieved_at,
                    status=step.http_status,
                    reason=step.reason_phrase,
                    request_headers=step.request_headers,
                    response_headers=step.response_headers,
                )
            )

    def keep_unmodified(self, name: str, answer: NotModified, previous: Retrieval) -> None:
        """Archive and record that a server says that nothing changed."""
        exchange = Exchange(
            url=answer.final_url,
            retrieved_at=answer.retrieved_at,
            status=304,
            reason="Not Modified",
        )
        self._writer.write_not_modified(exchange, _archived_from(previous))
        self.note_known(name, previous, answer.retrieved_at, "the server says that it is unchanged")

    def keep_content(self, content: Content, retrieved_at: str) -> None:
        """Archive and record bytes at hand; bytes archived before are noted as unchanged."""
        previous = self.last_success(content.name)
        archived = self._writer.write_resource(content, retrieved_at)
        is_same = previous is not None and previous.snapshot_sha256 == archived.snapshot_sha256
        self._record(
            evolve(
                self._retrieved(content.name, archived, content.retrieved_at or retrieved_at),
                outcome=Outcome.UNCHANGED if is_same else Outcome.FETCHED,
                media_type=content.media_type,
                description=content.description,
            )
        )

    def note_known(self, name: str, previous: Retrieval, at: str, reason: str) -> None:
        """Record an item as what it was: same snapshot, nothing new in the archive."""
        self._record(
            evolve(
                previous,
                run_id=self._run_id,
                name=name,
                outcome=Outcome.UNCHANGED,
                retrieved_at=at,
                reason=reason,
            )
        )

    def note_trouble(
        self, name: str, outcome: Outcome, reason: str, at: str, http_status: int | None = None
    ) -> None:
        """Record an item that was refused or failed, and why."""
        self._record(
            Retrieval(
                run_id=self._run_id,
                name=name,
                outcome=outcome,
                retrieved_at=at,
                reason=reason,
                http_status=http_status,
            )
        )

    def note_walked(self, name: str, at: str) -> None:
        """Record that all of an archive was gone through, and make that durable at once."""
        self._record(
            Retrieval(run_id=self._run_id, name=name, outcome=Outcome.WALKED, retrieved_at=at)
        )
        self.flush()

    def has_walked(self, name: str, *, by_this_run: bool) -> bool:
        """Say whether this run, or any run, has gone through all of an archive."""
        run_id = self._run_id if by_this_run else None
        with self._database.reading() as connection:
            return CollectionStore(connection).has_walked(name, run_id)

    def flush(self) -> None:
        """Make the archive durable, then write what is pending to the database."""
        self._writer.sync()
        with self._database.writing() as connection:
            add_retrievals(connection, self._pending.values())
        self._pending.clear()
        self._places.clear()

    def _record(self, retrieval: Retrieval) -> None:
        if self.is_done(retrieval.name):
            return
        self._pending[retrieval.name] = retrieval
        self._done.add(retrieval.name)
        if retrieval.snapshot_sha256 and retrieval.warc_file is not None:
            place = ArchivedPlace(
                warc_file=retrieval.warc_file, warc_offset=retrieval.warc_offset or 0
            )
            self._places.setdefault(retrieval.snapshot_sha256, place)
        if len(self._pending) >= FLUSH_EVERY:
            self.flush()

    def _ensure_looked_up(self, name: str) -> None:
        if name not in self._looked_up:
            self.look_up({*self._looked_up, name})

    def _find_place(self, sha256: str) -> ArchivedPlace | None:
        if sha256 in self._places:
            return self._places[sha256]
        with self._database.reading() as connection:
            first = CollectionStore(connection).archived(sha256)
        if first is None or first.warc_file is None or first.warc_offset is None:
            return None
        return ArchivedPlace(warc_file=first.warc_file, warc_offset=first.warc_offset)

    def _retrieved(self, name: str, archived: ArchivedRecord, at: str) -> Retrieval:
        return Retrieval(
            run_id=self._run_id,
            name=name,
            outcome=Outcome.FETCHED,
            retrieved_at=at,
            snapshot_sha256=archived.snapshot_sha256,
            media_type=archived.media_type,
            size_bytes=archived.size_bytes,
            warc_file=archived.warc_file,
            warc_offset=archived.warc_offset,
        )


def _archived_from(previous: Retrieval) -> ArchivedRecord:
    return ArchivedRecord(
        snapshot_sha256=previous.snapshot_sha256 or "",
        warc_file=previous.warc_file or "",
        warc_offset=previous.warc_offset or 0,
        media_type=previous.media_type,
        size_bytes=previous.size_bytes or 0,
        is_revisit=False,
    )


def _read_left_over(folder: Path, run_id: str) -> dict[str, Retrieval]:
    """Return what the archive has of a run, by name; empty for a run that begins."""
    found: dict[str, Retrieval] = {}
    for path in sorted(folder.glob(f"{run_id}-*.warc.gz")):
        for entry in walk_records(path):
            if entry.kind not in {"response", "resource"} or entry.target_uri is None:
                continue
            if entry.snapshot_sha256 is not None:
                name = entry.requested_uri or entry.target_uri
                found[name] = Retrieval(
                    run_id=run_id,
                    name=name,
                    outcome=Outcome.FETCHED,
                    retrieved_at=entry.retrieved_at or "",
                    http_status=entry.http_status,
                    snapshot_sha256=entry.snapshot_sha256,
                    media_type=entry.content_type,
                    warc_file=path.name,
                    warc_offset=entry.offset,
                )
    return found
