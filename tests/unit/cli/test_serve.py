"""``sousveil serve``: the whole program, as one starts and stops it."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("django", reason="the extra 'server' is not installed")
SOUSVEIL = (sys.executable, "-m", "sousveil")


@contextmanager
def serving(home: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the program on a free port; gives the process and the address that it printed."""
    command = [*SOUSVEIL, "--home", str(home), "serve", "--port", "0", *arguments]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            assert found is not None, process.stderr and process.stderr.read()
            yield process, found[0]
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_empty_folder_is_served_until_the_signal_comes(
    tmp_path: Path, number: signal.Signals
) -> None:
    with serving(tmp_path / "home") as (process, address):
        answer = httpx.get(address)
        assert answer.status_code == 200
        assert "server" not in answer.headers
        process.send_signal(number)
        assert process.stdout is not None
        assert process.stderr is not None
        output, errors = process.stdout.read(), process.stderr.read()
        process.wait(timeout=30)
    assert process.returncode == 0
    assert "sousveil account create NAME --role administrator" in output
    assert errors == "Stopped.\n"
    key = tmp_path / "home" / "server-secret-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_an_account_made_beside_the_running_server_signs_in(tmp_path: Path) -> None:
    home, options = tmp_path / "home", ("--role", "administrator", "--generate-password")
    with serving(home) as (_process, address):
        made = subprocess.run(
            [*SOUSVEIL, "--home", str(home), "account", "create", "amina", *options],
            capture_output=True,
            text=True,
            check=True,
        )
        password = made.stdout.split()[-1]
        with httpx.Client(base_url=address, follow_redirects=True) as client:
            token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get("sign-in/").text)
            assert token is not None
            form = {"csrfmiddlewaretoken": token[1], "username": "amina", "password": password}
            assert "<bdi>amina</bdi>" in client.post("sign-in/", data=form).text


def test_what_a_client_says_of_its_address_counts_behind_a_proxy_alone(tmp_path: Path) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    with serving(tmp_path / "plain") as (_process, address):
        assert "strict-transport-security" not in httpx.get(address, headers=forwarded).headers
    with serving(tmp_path / "proxied", "--behind-proxy", "127.0.0.1") as (_process, address):
        assert httpx.get(address).headers["location"].startswith("https://")
        answer = httpx.get(address, headers=forwarded)
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = _run(tmp_path, "serve", "--port", str(port))
    assert result.returncode == 6
    assert f"error CannotConnect: 127.0.0.1 port {port}" in result.stderr
    assert "another --port" in result.stderr


def test_listening_to_all_the_world_needs_a_name_that_browsers_use(tmp_path: Path) -> None:
    result = _run(tmp_path, "serve", "--host", "0.0.0.0")  # noqa: S104  # it is refused
    assert result.returncode == 3
    assert "--allowed-host" in result.stderr


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    key = home / "server-secret-key"
    key.write_text("k" * 64)
    key.chmod(0o644)
    result = _run(tmp_path, "account", "list")
    assert result.returncode == 3
    assert "others can read" in result.stderr


def test_a_provider_named_by_halves_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOUSVEIL_OIDC_CLIENT_ID", "sousveil")
    result = _run(tmp_path, "serve", "--port", "0")
    assert result.returncode == 3
    assert "SOUSVEIL_OIDC_CLIENT_SECRET" in result.stderr


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*SOUSVEIL, "--home", str(folder / "home"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
