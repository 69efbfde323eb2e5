"""Channels, runs and retrievals: what was searched, and what became of each item."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import asdict
from sqlalchemy import func, insert, select

from sousveil.model.collection import (
    Channel,
    Description,
    Outcome,
    Retrieval,
    Run,
    SearchEffort,
)
from sousveil.model.identifiers import canonical_json
from sousveil.model.source import SourceKind
from sousveil.store import schema

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy import Connection, Row

_BATCH = 10_000


class CollectionStore:
    """What has been collected, as a reader sees it through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def channels(self) -> list[Channel]:
        """Return all channels in the order in which they were added."""
        query = select(schema.channel).order_by(
            schema.channel.c.added_at, schema.channel.c.channel_id
        )
        return [_channel_from(row) for row in self._connection.execute(query)]

    def runs(self) -> list[Run]:
        """Return all runs, the oldest first."""
        run, end = schema.run, schema.run_end
        query = (
            select(run, end.c.finished_at, end.c.documents_read)
            .select_from(run.outerjoin(end, end.c.run_id == run.c.run_id))
            .order_by(run.c.started_at, run.c.run_id)
        )
        return [_run_from(row) for row in self._connection.execute(query)]

    def unfinished_run(self, channel_id: str) -> Run | None:
        """Return the last run of a channel if it was interrupted, else None."""
        runs = [run for run in self.runs() if run.channel_id == channel_id]
        return runs[-1] if runs and runs[-1].finished_at is None else None

    def retrievals(self, run_id: str) -> Iterator[Retrieval]:
        """Give what became of each item of a run, by name."""
        table = schema.retrieval
        query = select(table).where(table.c.run_id == run_id).order_by(table.c.name)
        for row in self._connection.execute(query.execution_options(yield_per=_BATCH)):
            yield _retrieval_from(row)

    def count_new_snapshots(self, run_id: str) -> int:
        """Return how many different snapshots a run brought."""
        table = schema.retrieval
        query = select(func.count(table.c.snapshot_sha256.distinct())).where(
            table.c.run_id == run_id, table.c.outcome == Outcome.FETCHED.value
        )
        return int(self._connection.execute(query).scalar_one())

    def new_snapshots(self, run_id: str, *, after: str, limit: int) -> list[Retrieval]:
        """Return the first retrieval of each snapshot that a run brought, by name, some at a time.

        ``after`` is the name of the last one had before, empty to begin with.
        """
        table, same = schema.retrieval, schema.retrieval.alias()
        first = (
            select(func.min(same.c.name))
            .where(
                same.c.run_id == run_id,
                same.c.outcome == Outcome.FETCHED.value,
                same.c.snapshot_sha256 == table.c.snapshot_sha256,
            )
            .scalar_subquery()
        )
        query = (
            select(table)
            .where(
                table.c.run_id == run_id,
                table.c.outcome == Outcome.FETCHED.value,
                table.c.name > after,
                table.c.name == first,
            )
            .order_by(table.c.name)
            .limit(limit)
        )
        return [_retrieval_from(row) for row in self._connection.execute(query)]

    def last_successes(self, names: Collection[str]) -> dict[str, Retrieval]:
        """Return the newest retrieval with a snapshot of each of some items that has one, by name."""
        table = schema.retrieval
        newest_first = func.row_number().over(
            partition_by=table.c.name,
            order_by=(table.c.retrieved_at.desc(), table.c.run_id.desc()),
        )
        ranked = (
            select(table, newest_first.label("rank"))
            .where(table.c.name.in_(names), table.c.snapshot_sha256.is_not(None))
            .subquery()
        )
        query = select(*(ranked.c[column.name] for column in table.c)).where(ranked.c.rank == 1)
        return {row.name: _retrieval_from(row) for row in self._connection.execute(query)}

    def archived(self, snapshot_sha256: str) -> Retrieval | None:
        """Return the first retrieval that put a snapshot into the archive, None if none did."""
        table = schema.retrieval
        query = (
            select(table)
            .where(table.c.snapshot_sha256 == snapshot_sha256, table.c.warc_file.is_not(None))
            .order_by(table.c.retrieved_at, table.c.run_id, table.c.name)
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        return _retrieval_from(row) if row else None

    def archive_places(self, snapshot_sha256: str) -> list[tuple[str, int]]:
        """Return the file and offset of every record of a snapshot in the archive, the first first.

        A record that only refers to an earlier one is among them, and may stand first where
        several were written within a second.
        """
        table = schema.retrieval
        query = (
            select(table.c.warc_file, table.c.warc_offset)
            .where(table.c.snapshot_sha256 == snapshot_sha256, table.c.warc_file.is_not(None))
            .group_by(table.c.warc_file, table.c.warc_offset)
            .order_by(func.min(table.c.retrieved_at), table.c.warc_file, table.c.warc_offset)
        )
        return [(row.warc_file, row.warc_offset or 0) for row in self._connection.execute(query)]

    def done_among(self, run_id: str, names: Collection[str]) -> set[str]:
        """Return which of some items a run has dealt with."""
        table = schema.retrieval
        query = select(table.c.name).where(table.c.run_id == run_id, table.c.name.in_(names))
        return set(self._connection.scalars(query))

    def has_walked(self, name: str, run_id: str | None) -> bool:
        """Say whether a run (any, if none is named) has gone through all of an archive."""
        table = schema.retrieval
        query = select(table.c.name).where(
            table.c.name == name, table.c.outcome == Outcome.WALKED.value
        )
        if run_id is not None:
            query = query.where(table.c.run_id == run_id)
        return self._connection.execute(query.limit(1)).first() is not None

    def count_outcomes(self, run_id: str) -> dict[Outcome, int]:
        """Count the items of a run by what became of them."""
        table = schema.retrieval
        query = (
            select(table.c.outcome, func.count())
            .where(table.c.run_id == run_id)
            .group_by(table.c.outcome)
        )
        return {Outcome(outcome): count for outcome, count in self._connection.execute(query)}


def add_channel(connection: Connection, channel: Channel) -> None:
    """Add a channel."""
    record = asdict(channel) | {
        "source_kind": channel.source_kind.value,
        "effort": canonical_json(asdict(channel.effort)),
    }
    connection.execute(insert(schema.channel), record)


def start_run(connection: Connection, run: Run) -> None:
    """Record that a run begins, with what it searches."""
    record = {
        "run_id": run.run_id,
        "channel_id": run.channel_id,
        "started_at": run.started_at,
        "effort": canonical_json(asdict(run.effort)),
    }
    connection.execute(insert(schema.run), record)


def finish_run(connection: Connection, run: Run) -> None:
    """Record that a run has ended, and how many documents were read in it."""
    record = {
        "run_id": run.run_id,
        "finished_at": run.finished_at,
        "documents_read": run.documents_read,
    }
    connection.execute(insert(schema.run_end), record)


def add_retrievals(connection: Connection, retrievals: Iterable[Retrieval]) -> None:
    """Record what became of some items."""
    rows = [
        asdict(retrieval, recurse=False)
        | {
            "outcome": retrieval.outcome.value,
            "description": canonical_json(asdict(retrieval.description)),
        }
        for retrieval in retrievals
    ]
    if rows:
        connection.execute(insert(schema.retrieval), rows)


def _effort_from(text: str) -> SearchEffort:
    record: dict[str, Any] = json.loads(text)
    return SearchEffort(
        **record
        | {"languages": tuple(record["languages"]), "countries": tuple(record["countries"])}
    )


def _channel_from(row: Row[Any]) -> Channel:
    return Channel(
        channel_id=row.channel_id,
        kind=row.kind,
        location=row.location,
        source_kind=SourceKind(row.source_kind),
        effort=_effort_from(row.effort),
        licence=row.licence,
        added_at=row.added_at,
    )


def _run_from(row: Row[Any]) -> Run:
    return Run(
        run_id=row.run_id,
        channel_id=row.channel_id,
        started_at=row.started_at,
        finished_at=row.finished_at,
        effort=_effort_from(row.effort),
        documents_read=row.documents_read or 0,
    )


def _retrieval_from(row: Row[Any]) -> Retrieval:
    record = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for it
    return Retrieval(
        **record
        | {"outcome": Outcome(row.outcome), "description": _description_from(row.description)}
    )


def _description_from(text: str) -> Description:
    record: dict[str, Any] = json.loads(text)
    kind = record["kind"]
    return Description(
        **record
        | {
            "kind": SourceKind(kind) if kind else None,
            "event_dates": tuple((name, date) for name, date in record["event_dates"]),
            "extra": tuple((name, value) for name, value in record["extra"]),
        }
    )
