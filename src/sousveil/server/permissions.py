"""Who may do what: one table from a route's name to the least role that it asks for.

Middleware refuses every route that is not in the table, so that a page which somebody
forgot to place is closed and not open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sousveil.server.accounts.roles import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

ANYONE: Final = None
"""Said of a route that needs no account."""

PUBLIC_READS: Final = tuple(
    f"api:{name}"
    for name in (
        *(
            "api-root",
            "openapi-json",
            "editions",
            "edition",
            "cell",
            "findings",
            "units",
            "technologies",
        ),
        *("cells", "supply", "financing", "claims", "evidence", "vendors", "sources"),
        *(
            "safeguards",
            "agreement",
            "replies",
            "contests",
            "conflicts",
            "claims-as-of",
            "cells-as-of",
        ),
    )
)
"""What any page of any site may read with its visitor's browser; no cookie counts there."""

PERMISSIONS: Final[Mapping[str, Role | None]] = {
    "home": ANYONE,
    "sign-in": ANYONE,
    "sign-out": ANYONE,
    "choose-password": ANYONE,
    "set-theme": ANYONE,
    "set-language": ANYONE,
    "oidc_authentication_init": ANYONE,
    "oidc_authentication_callback": ANYONE,
    "account": Role.READER,
    "change-password": Role.READER,
    "queue": Role.CODER,
    "queue-next": Role.CODER,
    "assign": Role.EDITOR,
    "claim": Role.READER,
    "decide": Role.CODER,
    "undo": Role.CODER,
    "hold-claim": Role.CODER,
    "leave-claim": Role.CODER,
    "documents": Role.READER,
    "document": Role.READER,
    "add-claim": Role.CODER,
    "snapshot": Role.READER,
    "snapshot-file": Role.READER,
    "adjudication": Role.ADJUDICATOR,
    "adjudicate-claim": Role.ADJUDICATOR,
    "adjudicate": Role.ADJUDICATOR,
    "agreement": Role.READER,
    "accounts": Role.ADMINISTRATOR,
    "invite": Role.ADMINISTRATOR,
    "account-role": Role.ADMINISTRATOR,
    "account-activity": Role.ADMINISTRATOR,
    "account-link": Role.ADMINISTRATOR,
    **dict.fromkeys(PUBLIC_READS, ANYONE),
    "api:submissions": ANYONE,
    "api:submission": ANYONE,
    "api:queue": Role.CODER,
    "api:next-claim": Role.CODER,
    "api:queued-claim": Role.CODER,
    "api:lock-claim": Role.CODER,
    "api:release-claim": Role.CODER,
    "api:decide": Role.CODER,
    "api:undo": Role.CODER,
    "api:new-claim": Role.CODER,
    "api:adjudicate": Role.ADJUDICATOR,
    "send-submission": ANYONE,
    "send-correction": ANYONE,
    "submission-status": ANYONE,
    "submissions": Role.CODER,
    "submission": Role.CODER,
    "submission-accept": Role.CODER,
    "submission-answer": Role.CODER,
    "submission-close": Role.CODER,
    "submission-collect": Role.CODER,
    "replies": Role.CODER,
    "reply": Role.CODER,
    "ask-for-reply": Role.EDITOR,
    "reply-sent": Role.EDITOR,
    "reply-answered": Role.EDITOR,
    "reply-silence": Role.EDITOR,
    "history": Role.CODER,
    "claim-history": Role.CODER,
    "log-download": Role.ADMINISTRATOR,
    "editions": Role.READER,
    "edition": Role.READER,
    "cell": Role.READER,
    "freeze-edition": Role.EDITOR,
}


def is_open_to(route: str, role: Role | None) -> bool:
    """Say whether someone in a role, or without an account (None), may take a route.

    >>> is_open_to("sign-in", None), is_open_to("accounts", Role.EDITOR)
    (True, False)
    >>> is_open_to("a page that nobody placed", Role.ADMINISTRATOR)
    False
    """
    if route not in PERMISSIONS:
        return False
    needed = PERMISSIONS[route]
    if needed is None:
        return True
    return role is not None and role.includes(needed)
