"""What the server is told beside the workspace: hosts, limits, secrets, an OpenID provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_MIB = 1024 * 1024
_PROVIDER_PARTS = (
    *("AUTHORIZATION_URL", "TOKEN_URL", "USER_URL", "KEYS_URL"),
    *("CLIENT_ID", "CLIENT_SECRET"),
)


@frozen(kw_only=True)
class OpenIdProvider:
    """An OpenID Connect provider, as its configuration document describes it."""

    authorization_url: str
    token_url: str
    user_url: str
    keys_url: str
    client_id: str
    client_secret: str
    name: str = "OpenID Connect"


@frozen(kw_only=True)
class ServerOptions:
    """How the server is reached and what it accepts.

    ``proxy`` is the address of a reverse proxy (``*``: whoever can connect) that ends TLS and
    sets X-Forwarded-For and X-Forwarded-Proto: cookies are then sent by https alone.
    """

    allowed_hosts: tuple[str, ...] = _LOOPBACK
    proxy: str | None = None
    secret_key: str | None = None
    upload_limit: int = 20 * _MIB
    form_limit: int = 1 * _MIB
    provider: OpenIdProvider | None = None

    @property
    def is_https(self) -> bool:
        """Say whether readers come by https."""
        return self.proxy is not None


def read_server_options(
    environment: Mapping[str, str],
    *,
    allowed_hosts: tuple[str, ...] = (),
    proxy: str | None = None,
) -> ServerOptions:
    """Return the options; secrets come from the environment alone, never from arguments.

    Raises:
        BadInput: a provider is named by halves, or a secret key is too short to be one.

    >>> read_server_options({}, allowed_hosts=("index.example.org",)).allowed_hosts[0]
    'index.example.org'
    """
    named = environment.get("SOUSVEIL_ALLOWED_HOSTS", "").split()
    secret_key = environment.get("SOUSVEIL_SECRET_KEY")
    if secret_key is not None and len(secret_key) < 50:
        raise BadInput(
            "the secret key has fewer than 50 characters",
            where="SOUSVEIL_SECRET_KEY",
            next_step="leave it out: the workspace then makes and keeps a key of its own",
        )
    return ServerOptions(
        allowed_hosts=(*allowed_hosts, *named, *_LOOPBACK),
        proxy=proxy,
        secret_key=secret_key,
        provider=_read_provider(environment),
    )


def _read_provider(environment: Mapping[str, str]) -> OpenIdProvider | None:
    values = {name: environment.get(f"SOUSVEIL_OIDC_{name}", "") for name in _PROVIDER_PARTS}
    missing = [f"SOUSVEIL_OIDC_{name}" for name, value in values.items() if not value]
    if len(missing) == len(values):
        return None
    if missing:
        raise BadInput(
            f"the OpenID provider is named by halves; missing: {', '.join(missing)}",
            where="environment",
            next_step="set them all or none; see docs/how-to/run-the-review-server.md",
        )
    fields = {name.lower(): value for name, value in values.items()}
    return OpenIdProvider(**fields, name=environment.get("SOUSVEIL_OIDC_NAME") or "OpenID Connect")
