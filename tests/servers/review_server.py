"""The review application for tests: in this process, with accounts, or listening on loopback.

    with open_review_site(settings) as site:
        client = site.client("coder")
        assert client.get("/account/").status_code == 200

Django has one site per process: opening another one ends the first. Modules with models can
be imported only once a site was opened, so tests import those inside their functions.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attrs import frozen
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.db.backends.signals import connection_created
from django.test import Client
from waitress.server import create_server

from sousveil.pipeline.workbench import Workbench, open_workbench
from sousveil.server.accounts.roles import Role
from sousveil.server.application import make_application
from sousveil.server.options import ServerOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from waitress.server import BaseWSGIServer

    from sousveil.server.accounts.models import Account
    from sousveil.settings import Settings

PASSWORD = "correct horse battery"  # noqa: S105  # of accounts that live for one test
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@contextmanager
def open_review_site(
    settings: Settings, options: ServerOptions | None = None, *, codebook_name: str = "sousveil"
) -> Iterator[ReviewSite]:
    """Open a site; without options, as ``sousveil serve`` does on loopback."""
    with open_workbench(settings, codebook_name) as bench, _closing_connections():
        application = make_application(bench, options or ServerOptions())
        yield ReviewSite(application=application, bench=bench)


@frozen(kw_only=True)
class ReviewSite:
    """A workspace that is served."""

    application: WSGIHandler
    bench: Workbench

    def account(self, name: str, role: str = "coder", password: str | None = None) -> Account:
        """Make an account; its pseudonym is its name. Without a password it is quicker."""
        from sousveil.server.accounts.managing import (  # noqa: PLC0415  # Django is set up by now
            NewAccount,
            create_account,
        )

        new = NewAccount(name=name, pseudonym=name, role=Role(role))
        return create_account(new, actor="tests", password=password)

    def client(self, who: str | None = None, *, csrf: bool = False) -> Client:
        """Return a browser without JavaScript, signed in as an account or as one of a role.

        ``who`` is the name of an account, or of a role: then an account so called is made
        if there is none. Forms need no CSRF token unless ``csrf``.
        """
        client = Client(SERVER_NAME="localhost", enforce_csrf_checks=csrf)
        if who is not None:
            client.force_login(self._account_of(who), backend=_BACKEND)
        return client

    def token(self, who: str) -> str:
        """Return a token of an account, or of one of a role, as ``client`` finds it."""
        from sousveil.server.accounts.tokens import (  # noqa: PLC0415  # Django is set up by now
            issue_token,
        )

        return issue_token(self._account_of(who), label="tests", days=1, actor="tests")

    @contextmanager
    def listening(self, threads: int = 4) -> Iterator[str]:
        """Serve on loopback, for a real browser; gives the address, as http://127.0.0.1:PORT."""
        server = create_server(self.application, host="127.0.0.1", port=0, threads=threads)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.effective_port}"
        finally:
            server.trigger.pull_trigger(lambda: _close(server))
            thread.join(10)
            server.task_dispatcher.shutdown()

    def _account_of(self, who: str) -> Account:
        from sousveil.server.accounts.models import Account  # noqa: PLC0415  # Django is set up

        found = Account.objects.filter(name=who).first()
        return found or self.account(who, role=who)


@contextmanager
def _closing_connections() -> Iterator[None]:
    """Close, at the end of the block, what Django opened in it: threads end without doing so."""
    opened: list[Any] = []

    def keep(connection: Any, **_signal: Any) -> None:
        opened.append(connection.connection)

    connection_created.connect(keep)
    try:
        yield
    finally:
        connection_created.disconnect(keep)
        connections.close_all()
        for connection in opened:
            connection.close()


def _close(server: BaseWSGIServer) -> None:
    """Close every connection in the loop's own thread, which then has nothing more to wait for."""
    for channel in list(server._map.values()):
        channel.close()
