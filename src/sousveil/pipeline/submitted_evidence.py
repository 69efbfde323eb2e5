"""The evidence of a submission: find it among the documents, or have its page collected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.model.collection import SearchEffort
from sousveil.model.journal import Event
from sousveil.pipeline.channels import add_channel_to
from sousveil.pipeline.submitting import get_submission
from sousveil.store.journal import EventFilter, Journal, append_events

if TYPE_CHECKING:
    from sousveil.model.collection import Channel
    from sousveil.model.source import SourceKind
    from sousveil.pipeline.workbench import Workbench
    from sousveil.store.documents import StoredDocument

SENT = "submission.sent_to_collect"
_MOST_DOCUMENTS = 5


def find_documents(bench: Workbench, address: str) -> tuple[StoredDocument, ...]:
    """Return the documents that were made of a page, by its address; few are enough."""
    return tuple(bench.documents.named(address, limit=_MOST_DOCUMENTS))


def send_to_collect(bench: Workbench, submission_id: str, kind: SourceKind, actor: str) -> Channel:
    """Make the page that a submission names a channel, which the next collecting fetches.

    Raises:
        NotFound: there is no such submission.
        Conflict: it is answered already.
        BadInput: the page is a channel already, of another kind of source.
    """
    submission = get_submission(bench, submission_id)
    submission.require_open()
    channel = add_channel_to(
        bench.settings,
        kind="page",
        location=submission.form.evidence_url or "",
        source_kind=kind,
        effort=SearchEffort(),
        licence=None,
    )
    event = Event(
        kind=SENT,
        subject_id=submission_id,
        actor=actor,
        at=bench.clock(),
        payload={"channel_id": channel.channel_id},
    )
    with bench.database.writing() as connection:
        append_events(connection, [event])
    return channel


def was_sent_to_collect(bench: Workbench, submission_id: str) -> bool:
    """Say whether the page of a submission waits to be collected, or was."""
    with bench.database.reading() as connection:
        wanted = EventFilter(kind=SENT, subject_id=submission_id)
        return Journal(connection).count(wanted) > 0
