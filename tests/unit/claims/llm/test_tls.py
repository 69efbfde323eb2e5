"""The key and the documents go only to a server that its certificate vouches for."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.servers.chat_server import ChatServer, chat_server, claims
from tests.unit.claims.llm.conftest import DOCUMENT, claim

from sousveil.claims.llm.settings import Endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sousveil.claims.llm.extractor import LlmExtractor


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for the address of this machine with its key, signed by itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    path, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    options = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=model"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(path)]
    subprocess.run([openssl, "req", *options.split(), *names], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + key.read_bytes())
    return path


@pytest.fixture
def secure(certificate: Path) -> Iterator[ChatServer]:
    """A model under TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with chat_server(context) as running:
        running.script = [claims(claim())]
        yield running


def test_a_server_that_nobody_vouches_for_is_told_nothing(
    secure: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    endpoint = Endpoint(base_url=secure.base_url, model="made-up", api_key="sk-made-up")
    extractor = make_extractor(endpoint=endpoint)
    failure = extractor.read(DOCUMENT).failure
    assert failure is not None
    assert failure.startswith("the certificate is not valid: self")
    assert secure.asked == []
    assert extractor.report.spent.usage.tokens_in == 0


def test_an_authority_of_ones_own_is_trusted_if_the_environment_names_it(
    secure: ChatServer,
    certificate: Path,
    make_extractor: Callable[..., LlmExtractor],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    endpoint = Endpoint(base_url=secure.base_url, model="made-up")
    assert len(make_extractor(endpoint=endpoint).extract(DOCUMENT)) == 1
