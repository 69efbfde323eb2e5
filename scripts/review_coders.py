"""Coders as a review server meets them: each takes a claim, reads it, thinks, decides, and goes on.

One task of an event loop for each, on a connection that is kept, as browsers and programs have
it: so that fifty cost the machine little beside the server that they share it with.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

from attrs import Factory, define, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_FORM_ID = re.compile(r'name="form_id" value="([^"]+-accept)"')
_LENGTH = re.compile(rb"(?im)^content-length: *(\d+)")
_LOCATION = re.compile(rb"(?im)^location: *(\S+)")
_COOKIE = re.compile(rb"(?im)^set-cookie: *([^=\s]+)=([^;\s]*)")
_FORM = "application/x-www-form-urlencoded"


class Answer(NamedTuple):
    """What came back: ``location`` is empty where nothing leads on."""

    status: int
    location: str
    body: str


class Told(NamedTuple):
    """A decision that the server acknowledged; pages do not tell the hash of its entry."""

    number: int
    claim_id: str
    coder: str
    entry_hash: str | None


@frozen
class Pace:
    """How long a coder thinks over a claim, and when the last one is taken (monotonic)."""

    think_seconds: float
    ends_at: float


@define
class Record:
    """What all coders of a run saw: seconds by kind of request, who took what, decisions told."""

    seconds: dict[str, list[float]] = Factory(lambda: defaultdict(list))
    taken: list[tuple[str, str]] = Factory(list)
    told: list[Told] = Factory(list)


class Browser:
    """One connection with its cookies; a request is timed from the first byte to the last."""

    def __init__(self, address: str, record: Record, headers: dict[str, str]) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._record, self._headers = record, headers
        self._cookies: dict[str, str] = {}
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, kind: str, address: str, body: str | None = None, media_type: str = _FORM
    ) -> Answer:
        """Send a request and return its answer; ``kind`` is what its time is noted under."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        begun = time.perf_counter()
        writer.write(self._request(address, body, media_type))
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        content = await reader.readexactly(int(length[1])) if length else b""
        self._record.seconds[kind].append(time.perf_counter() - begun)
        for name, value in _COOKIE.findall(head):
            self._cookies[name.decode()] = value.decode()
        location = _LOCATION.search(head)
        answer = Answer(
            int(head.split(b" ", 2)[1]), location[1].decode() if location else "", content.decode()
        )
        if answer.status >= 400:
            raise AssertionError(f"{kind}: {address} answered {answer.status}: {answer.body[:500]}")
        return answer

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()

    def _request(self, address: str, body: str | None, media_type: str) -> bytes:
        sent = (body or "").encode()
        lines = [f"{'GET' if body is None else 'POST'} {address} HTTP/1.1"]
        lines.append(f"Host: {self._host}:{self._port}")
        if body is not None:
            lines += [f"Content-Type: {media_type}", f"Content-Length: {len(sent)}"]
        if self._cookies:
            cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            lines.append(f"Cookie: {cookies}")
        lines += [f"{name}: {value}" for name, value in self._headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + sent


class Coder(Protocol):
    """Somebody who works through the queue."""

    async def begin(self) -> None:
        """Do what comes before the first claim."""

    async def work(self, pace: Pace) -> None:
        """Take claims and decide on them until the time is over or none is left."""


@define
class ProgramCoder:
    """A coder's program: the API, with a token."""

    name: str
    token: str
    address: str
    record: Record

    async def begin(self) -> None:
        """Nothing: a token needs no sign-in."""

    async def work(self, pace: Pace) -> None:
        """Take a claim, read it, think, decide."""
        browser = Browser(self.address, self.record, {"Authorization": f"Bearer {self.token}"})
        while time.monotonic() < pace.ends_at:
            taken = await browser.ask("API: take the next claim", "/api/v1/queue/next", "")
            claim_id = json.loads(taken.body)["claim_id"]
            if claim_id is None:
                break
            self.record.taken.append((claim_id, self.name))
            shown = await browser.ask("API: read the claim", f"/api/v1/queue/{claim_id}")
            await asyncio.sleep(pace.think_seconds)
            body = json.dumps({"action": "accept", "expected_head": json.loads(shown.body)["head"]})
            entry: dict[str, Any] = json.loads(
                (
                    await browser.ask(
                        "API: decide",
                        f"/api/v1/queue/{claim_id}/decisions",
                        body,
                        "application/json",
                    )
                ).body
            )
            told = Told(entry["number"], entry["claim_id"], entry["coder"], entry["entry_hash"])
            self.record.told.append(told)
        browser.close()


@define
class PageCoder:
    """A coder at a browser: signs in, then decides on page after page."""

    name: str
    password: str
    address: str
    record: Record
    _browser: Browser = Factory(
        lambda self: Browser(self.address, self.record, {}), takes_self=True
    )

    async def begin(self) -> None:
        """Sign in."""
        page = await self._browser.ask("sign-in page", "/sign-in/")
        form = {"username": self.name, "password": self.password}
        await self._send("sign in", "/sign-in/", page, form)

    async def work(self, pace: Pace) -> None:
        """Open the queue, then take claims, read them, think, accept."""
        page = await self._browser.ask("page: the queue", "/queue/")
        while time.monotonic() < pace.ends_at:
            taken = await self._send("page: take the next claim", "/queue/next/", page, {})
            if taken.location.startswith("/queue/"):
                break
            claim_id = urlsplit(taken.location).path.split("/")[2]
            self.record.taken.append((claim_id, self.name))
            page = await self._browser.ask("page: the claim", taken.location)
            await asyncio.sleep(pace.think_seconds)
            form = {"action": "accept", "expected_head": "0"}
            form["form_id"] = _found(_FORM_ID, page)
            sent = await self._send("page: decide", f"/claims/{claim_id}/decide/", page, form)
            number = int(parse_qs(urlsplit(sent.location).query)["recorded"][0])
            self.record.told.append(Told(number, claim_id, self.name, None))
            page = await self._browser.ask("page: the claim, decided", sent.location)
        self._browser.close()

    async def _send(self, kind: str, address: str, page: Answer, form: dict[str, str]) -> Answer:
        token = {"csrfmiddlewaretoken": _found(_CSRF, page)}
        return await self._browser.ask(kind, address, urlencode(form | token))


def work_together(
    coders: list[Coder],
    when_ready: Callable[[], None],
    *,
    think_seconds: float,
    seconds: float,
) -> None:
    """Let all coders begin, say that they are ready, then let them work at once for some seconds.

    Between zero and the time that they think, each waits before the first claim: people do not
    start at one stroke.
    """
    asyncio.run(_work_together(coders, when_ready, think_seconds, seconds))


async def _work_together(
    coders: list[Coder], when_ready: Callable[[], None], think_seconds: float, seconds: float
) -> None:
    for coder in coders:
        await coder.begin()
    when_ready()
    pace = Pace(think_seconds, time.monotonic() + seconds)
    waits = (think_seconds * number / len(coders) for number in range(len(coders)))
    await asyncio.gather(
        *(_after(wait, coder.work(pace)) for wait, coder in zip(waits, coders, strict=True))
    )


async def _after(seconds: float, work: Coroutine[Any, Any, None]) -> None:
    await asyncio.sleep(seconds)
    await work


def _found(pattern: re.Pattern[str], page: Answer) -> str:
    match = pattern.search(page.body)
    if match is None:
        raise AssertionError(f"no {pattern.pattern} in: {page.body[:500]}")
    return match[1]
