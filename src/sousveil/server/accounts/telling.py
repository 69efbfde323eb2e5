"""Telling the journal of every change to an account: who changed what, when, and why."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Protocol

from attrs import frozen

_LOGGER = logging.getLogger("sousveil.accounts")


@frozen(kw_only=True)
class AccountEvent:
    """One change to one account, named by pseudonym; never a password, link or token."""

    kind: str
    subject: str
    actor: str
    details: Mapping[str, str]
    reason: str = ""


class Journal(Protocol):
    """What is told of changes."""

    def tell(self, event: AccountEvent) -> None:
        """Record a change."""
        ...


class LoggingJournal:
    """A journal that writes to the program's log."""

    def tell(self, event: AccountEvent) -> None:
        """Write one line."""
        _LOGGER.info("%s %s by %s %s", event.kind, event.subject, event.actor, dict(event.details))
