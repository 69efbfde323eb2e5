"""Listen and answer until told to stop."""

from __future__ import annotations

import gc
import signal
from typing import TYPE_CHECKING, Any

from attrs import frozen
from waitress.server import create_server

from sousveil.errors import CannotConnect

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from django.core.handlers.wsgi import WSGIHandler

    from sousveil.server.options import ServerOptions

_CONNECTIONS = 1000


@frozen(kw_only=True)
class Listener:
    """Where to listen, and how many requests to answer at once."""

    host: str
    port: int
    threads: int


def serve(
    application: WSGIHandler,
    listener: Listener,
    options: ServerOptions,
    announce: Callable[[str], None],
) -> None:
    """Answer requests until Ctrl-C or SIGTERM; requests that are under way are finished.

    ``announce`` is called with the site's address as soon as it answers.

    Raises:
        CannotConnect: the port is taken, or this user may not use it.
    """
    try:
        server = create_server(application, **_settings(listener, options))
    except OSError as error:
        raise CannotConnect(
            f"nothing can listen here: {error.strerror or error}",
            where=f"{listener.host} port {listener.port}",
            next_step="stop the program that listens there, or choose another --port",
        ) from error
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        host = f"[{listener.host}]" if ":" in listener.host else listener.host
        # What is loaded by now stays: to go over it again and again would hold up every request.
        gc.collect()
        gc.freeze()
        announce(f"http://{host}:{server.effective_port}/")
        server.run()
    finally:
        gc.unfreeze()
        signal.signal(signal.SIGTERM, before)
        server.close()


def _settings(listener: Listener, options: ServerOptions) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "host": listener.host,
        "port": listener.port,
        "threads": listener.threads,
        "ident": "",
        "connection_limit": _CONNECTIONS,
        "asyncore_use_poll": True,
        # Up to here a body is refused with a page of ours, above it in one line.
        "max_request_body_size": 3 * options.upload_limit,
    }
    if options.proxy is not None:
        settings |= {
            "trusted_proxy": options.proxy,
            "trusted_proxy_count": 1,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
            "clear_untrusted_proxy_headers": True,
        }
    return settings


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
