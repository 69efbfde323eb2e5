"""Telling the journal of every change to an account: who changed what, and why.

An event is stored in the transaction of its change, and comes into the journal right after it. If
the machine stops between the two, the next change or the next start brings it there. It names
accounts by pseudonym, and never has a password, a link or a token in it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import transaction

from sousveil.server.accounts.models import PendingEvent
from sousveil.server.site import current_site
from sousveil.sources.clock import now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sousveil.server.accounts.models import Account


def tell(
    kind: str,
    account: Account,
    *,
    actor: str,
    reason: str = "",
    payload: Mapping[str, str] | None = None,
) -> None:
    """Store an event with the change that it tells of; the caller's transaction has both."""
    PendingEvent.objects.create(
        kind=kind,
        subject_id=account.pseudonym,
        actor=actor,
        at=now(),
        reason=reason,
        payload=json.dumps(dict(payload or {})),
    )
    # What cannot be journalled now waits: the change itself is stored, and did not fail.
    transaction.on_commit(_journal_pending, robust=True)


def _journal_pending() -> None:
    current_site().journal_pending()
