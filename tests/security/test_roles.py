"""Every route against every role, on a workspace in which everything that routes name is there.

So a refusal is one by role: nothing is refused for not being there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.servers.prepared_work import prepare_work

from sousveil.server.accounts.roles import Role
from sousveil.server.permissions import PERMISSIONS, is_open_to

if TYPE_CHECKING:
    from tests.servers.review_workspace import ReviewWorkspace

_ANSWERED = {200, 204, 302, 400, 409, 422, 429}
"""What a route says that is open: never that there is nothing, nor that one may not."""
_NOWHERE = {"oidc_authentication_init", "oidc_authentication_callback", "api:api-root"}
"""Routes with no answer: no provider was named, and the API has no page at its root."""

_ENDING = {"sign-out", "choose-password"}
"""Routes that end a session, and the one after: a new browser asks."""


def test_every_route_answers_every_role_as_the_table_says(made: ReviewWorkspace) -> None:
    prepared = prepare_work(made, "in plain words")
    addresses = list(prepared.addresses())
    assert {name for name, _address in addresses} == set(PERMISSIONS)
    for role in (None, *Role):
        who = role.value if role is not None else None
        headers = {"Authorization": f"Bearer {made.site.token(who)}"} if who is not None else {}
        client = made.site.client(who)
        for name, address in addresses:
            for method in ("GET", "POST"):
                client = made.site.client(who) if name in _ENDING else client
                answer = client.generic(method, address, headers=headers)
                answer.close()  # as a server does when all is sent
                status = answer.status_code
                case = (name, method, role, status)
                if is_open_to(name, role):
                    is_nowhere = name in _NOWHERE or status == 405
                    assert is_nowhere or status in _ANSWERED, case
                    assert not _is_sent_to_sign_in(answer) or name == "sign-in", case
                elif role is not None:
                    assert status == 403, case
                elif address.startswith("/api/"):
                    assert status == 401, case
                else:
                    assert _is_sent_to_sign_in(answer), case


def _is_sent_to_sign_in(answer: Any) -> bool:
    location: str = answer.headers.get("Location", "")
    return answer.status_code == 302 and location.startswith("/sign-in/?next=")
