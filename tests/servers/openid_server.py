"""An OpenID provider on loopback: one person, who is signed in without being asked.

    with openid_server() as provider:
        options = ServerOptions(provider=provider.described())
        provider.subject = "person-7"
        provider.claims["aud"] = "another client"  # to misbehave

The browser's part is ``visit``: it follows the authorization address as a browser would and
gives the address that the provider sends it back to.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from attrs import Factory, define
from cryptography.hazmat.primitives.asymmetric import rsa

from sousveil.server.options import OpenIdProvider

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT_ID, CLIENT_SECRET = "sousveil", "a secret of the tests"
_KEY_ID = "key-1"


def _make_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@define(slots=False)
class OpenIdServer:
    """A running provider and what it says of the person."""

    port: int = 0
    subject: str = "person-1"
    claims: dict[str, Any] = Factory(dict)
    key: rsa.RSAPrivateKey = Factory(_make_key)
    published_key: rsa.RSAPrivateKey | None = None
    asked: dict[str, dict[str, str]] = Factory(dict)

    def described(self) -> OpenIdProvider:
        """Return what the review server is told of this provider."""
        at = f"http://127.0.0.1:{self.port}"
        return OpenIdProvider(
            authorization_url=f"{at}/authorize",
            token_url=f"{at}/token",
            user_url=f"{at}/user",
            keys_url=f"{at}/keys",
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            name="Example ID",
        )

    def visit(self, address: str) -> str:
        """Sign the person in at the authorization address; return where they are sent back to."""
        query = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.asked) + 1}"
        self.asked[code] = query
        back = urlsplit(query["redirect_uri"]).path
        return f"{back}?{urlencode({'code': code, 'state': query['state']})}"

    def exchange(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Give tokens for a code, if the client knows its secret and the code's verifier."""
        query = self.asked.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            query is None
            or form.get("client_secret") != CLIENT_SECRET
            or query["code_challenge"] != challenge
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": f"http://127.0.0.1:{self.port}",
            "sub": self.subject,
            "aud": CLIENT_ID,
            "nonce": query["nonce"],
            "iat": now,
            "exp": now + 300,
        }
        token = jwt.encode(
            claims | self.claims, self.key, algorithm="RS256", headers={"kid": _KEY_ID}
        )
        return 200, {"access_token": "opaque", "id_token": token, "token_type": "Bearer"}

    def keys(self) -> dict[str, Any]:
        """Return the public keys."""
        public = (self.published_key or self.key).public_key()
        described = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(public))
        return {"keys": [described | {"kid": _KEY_ID, "alg": "RS256", "use": "sig"}]}


@contextmanager
def openid_server() -> Iterator[OpenIdServer]:
    """Run a provider."""
    provider = OpenIdServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            self._send(200, provider.keys() if self.path == "/keys" else {})

        def do_POST(self) -> None:  # the library's name
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {key: values[0] for key, values in parse_qs(body).items()}
            self._send(*provider.exchange(form))

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

        def _send(self, status: int, record: dict[str, Any]) -> None:
            body = json.dumps(record).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
