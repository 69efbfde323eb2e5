"""Forms that were sent: a key names one form of one person, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select

from sousveil.errors import Conflict
from sousveil.store import schema

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Made once: every decision runs them, and making a statement costs more than running it.
_FORM = schema.idempotency.c
_SENT = select(_FORM.form_sha256, _FORM.number).where(
    _FORM.actor == bindparam("by"), _FORM.key == bindparam("under")
)
_NEW_FORM = insert(schema.idempotency)


def find_form(connection: Connection, actor: str, key: str, form_sha256: str) -> int | None:
    """Return the number of the entry that a form was stored as, None if it is new.

    Raises:
        Conflict: the key was given to another form before.
    """
    row = connection.execute(_SENT, {"by": actor, "under": key}).one_or_none()
    if row is None:
        return None
    if row.form_sha256 != form_sha256:
        raise Conflict(
            "this key was used for another form",
            where=f"key {key}",
            next_step="send each form under a key of its own",
        )
    return int(row.number)


def keep_form(connection: Connection, actor: str, key: str, form_sha256: str, number: int) -> None:
    """Note what entry a form was stored as."""
    row = {"actor": actor, "key": key, "form_sha256": form_sha256, "number": number}
    connection.execute(_NEW_FORM, row)
