"""The API at its edges: asked for heads alone, asked too often, asked by programs."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("django", reason="the extra 'server' is not installed")


if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.review_workspace import ReviewWorkspace
    from tests.servers.site_copies import Sites


@pytest.fixture(scope="module")
def made(module_sites: Sites) -> Iterator[ReviewWorkspace]:
    """A site with claims that wait."""
    with module_sites.workspace() as opened:
        yield opened


@pytest.mark.parametrize("address", ["/api/v1/editions", "/api/v1/openapi.json", "/sign-in/"])
def test_a_head_is_a_get_without_the_body_and_the_connection_goes_on(
    made: ReviewWorkspace, address: str
) -> None:
    with made.site.listening() as site:
        connection = HTTPConnection(site.removeprefix("http://"), timeout=10)
        connection.request("HEAD", address)
        head = connection.getresponse()
        assert (head.status, head.read()) == (200, b"")
        connection.request("GET", address)
        whole = connection.getresponse()
        assert whole.read()
        connection.close()
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]
    assert head.headers.get("ETag") == whole.headers.get("ETag")
    assert int(head.headers["Content-Length"]) > 0


def test_a_head_of_a_download_comes_without_the_download(made: ReviewWorkspace) -> None:
    client = made.site.client("administrator")
    assert client.get("/history/log.jsonl").getvalue()
    head = client.head("/history/log.jsonl")
    assert (head.status_code, head.getvalue()) == (200, b"")


def test_a_programs_request_leaves_no_session_behind(made: ReviewWorkspace) -> None:
    from sousveil.server.accounts.models import Session  # noqa: PLC0415  # Django is set up by now

    before = Session.objects.count()
    headers = {"Authorization": f"Bearer {made.site.token('coder')}"}
    answer = made.site.client().get("/api/v1/queue", headers=headers)
    assert answer.status_code == 200
    assert not answer.cookies
    assert Session.objects.count() == before


def test_who_asks_for_many_pasts_waits_and_nobody_else_does(
    made: ReviewWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sousveil.server.api import freezing_throttle, reading  # noqa: PLC0415  # Django is set up

    monkeypatch.setattr(reading, "_freezing", freezing_throttle.FreezingThrottle())
    monkeypatch.setattr(freezing_throttle, "PER_SENDER", 2)

    def ask(day: int, address: str) -> int:
        at = f"/api/v1/claims?as_of=2020-01-{day:02}"
        answer = made.site.client().get(at, REMOTE_ADDR=address)
        assert answer.status_code == 200 or answer.headers["Retry-After"] == "3600"
        return answer.status_code

    assert [ask(day, "192.0.2.1") for day in (1, 2, 3, 1, 2)] == [200, 200, 429, 200, 200]
    assert ask(3, "192.0.2.2") == 200
    assert ask(3, "192.0.2.1") == 200


@pytest.mark.usefixtures("made")
def test_slots_come_back_after_an_hour_and_are_bounded_for_all_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from sousveil.server.api import freezing_throttle  # noqa: PLC0415  # Django is set up

    now = 0.0
    throttle = freezing_throttle.FreezingThrottle(clock=lambda: now)
    monkeypatch.setattr(freezing_throttle, "ALL", 3)
    monkeypatch.setattr(freezing_throttle, "PER_SENDER", 2)
    assert [throttle.take("192.0.2.1") for _ in range(3)] == [True, True, False]
    now = 1800.0
    assert throttle.take("2001:db8::1")
    assert not throttle.take("192.0.2.3")
    now = 3600.0
    assert [throttle.take("192.0.2.1") for _ in range(3)] == [True, True, False]
