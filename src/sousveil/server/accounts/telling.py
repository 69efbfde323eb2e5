"""Telling the journal of every change to an account: who changed what, and why.

An event names accounts by pseudonym, and never has a password, a link or a token in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sousveil.model.journal import Event
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
    """Record a change as soon as it is committed.

    Not before, since the journal has a connection of its own that must not wait for ours.
    """
    event = Event(
        kind=kind,
        subject_id=account.pseudonym,
        actor=actor,
        at=now(),
        reason=reason or None,
        payload=dict(payload or {}),
    )
    transaction.on_commit(lambda: current_site().record(event))
