"""A web server on loopback that behaves badly in every way that the web does.

    with bad_server() as server:
        server.pages["/mine"] = page(b"hello", etag='"1"')
        fetch(server.url("/mine"))
        assert server.paths() == ["/robots.txt", "/mine"]

It speaks HTTP over bare sockets, so that it can lie where a library would not let it.
``SPELLS`` lists the misbehaviours that are there from the start. A behaviour of one's own is a
function that is given the ``Visit``; what it does not answer is left without an answer.
"""

from __future__ import annotations

import gzip
import socket
import socketserver
import struct
import zlib
from collections.abc import Callable
from contextlib import contextmanager
from functools import cache
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import brotli  # type: ignore[import-untyped]
import zstandard
from attrs import Factory, define, frozen

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

HELLO = b"<p>hello</p>"
_MEBIBYTE = 1024 * 1024


@frozen
class ReceivedRequest:
    """A request as it came: names of headers in lower case."""

    path: str
    headers: dict[str, str]


@define
class Visit:
    """One request and the connection to answer it on."""

    request: ReceivedRequest
    server: BadServer
    connection: socket.socket
    count: int = 1

    @property
    def query(self) -> str:
        """What follows the question mark, unquoted."""
        return unquote(urlsplit(self.request.path).query)

    def send(self, data: bytes) -> None:
        """Send these bytes, whatever they are."""
        self.connection.sendall(data)

    def answer(self, status: str, body: bytes = b"", **headers: str) -> None:
        """Send a proper answer; ``content_type`` becomes Content-Type."""
        fields = {"content-length": str(len(body))} | headers
        self.send_head(status, **fields)
        self.send(body)

    def send_head(self, status: str, **headers: str) -> None:
        """Send the head of an answer, with these headers and no other."""
        lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items()]
        head = "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""])
        self.send(head.encode("latin-1"))

    def drip(self, data: bytes, seconds: float = 0.05) -> None:
        """Send byte by byte, with a pause before each, until the server stops."""
        for byte in data:
            if self.server.stopping.wait(seconds):
                return
            self.send(bytes([byte]))

    def hang(self) -> None:
        """Say nothing more until the server stops."""
        self.server.stopping.wait(60)


Behaviour = Callable[[Visit], None]


def page(body: bytes = HELLO, status: str = "200 OK", **headers: str) -> Behaviour:
    """Return the behaviour of a good page; headers are named as in ``Visit.answer``."""
    return lambda visit: visit.answer(status, body, **({"content_type": "text/html"} | headers))


def file(data: bytes, *, cuts: int = 0, ranges: bool = True, **headers: str) -> Behaviour:
    """Return the behaviour of a file that can be had in parts (Range, If-Range).

    The first ``cuts`` answers break off in the middle of what they send. Without ``ranges``
    the whole is sent whatever is asked for.
    """
    fields = {"etag": '"v1"', "content_type": "application/octet-stream"} | headers

    def behave(visit: Visit) -> None:
        asked = visit.request.headers
        start, status, own = 0, "200 OK", dict(fields)
        if ranges and "range" in asked and asked.get("if-range") == fields["etag"]:
            start = int(asked["range"].removeprefix("bytes=").removesuffix("-"))
            own["content_range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            status = "206 Partial Content"
        part = data[start:]
        visit.send_head(status, **({"content_length": str(len(part))} | own))
        visit.send(part[: len(part) // 2] if visit.count <= cuts else part)

    return behave


@define(slots=False)
class BadServer:
    """A running server: where it is, what it serves, what it was asked."""

    host: str = "127.0.0.1"
    port: int = 0
    scheme: str = "http"
    pages: dict[str, Behaviour] = Factory(lambda: dict(SPELLS))
    requests: list[ReceivedRequest] = Factory(list)
    stopping: Event = Factory(Event)
    _lock: Lock = Factory(Lock)
    _now_open: int = 0
    most_open: int = 0

    def url(self, path: str = "/", *, host: str | None = None) -> str:
        """Return the address of a path, under another name of this machine if one is given."""
        return f"{self.scheme}://{host or self.host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """Return what was asked for, in order."""
        return [request.path for request in self.requests]

    def set_robots(self, text: str) -> None:
        """Serve this robots.txt; without one the server answers 404."""
        self.pages["/robots.txt"] = page(text.encode(), content_type="text/plain")

    def visit(self, request: ReceivedRequest, connection: socket.socket) -> None:
        """Answer one request as the page of its path does."""
        with self._lock:
            self.requests.append(request)
            count = self.paths().count(request.path)
            self._now_open += 1
            self.most_open = max(self.most_open, self._now_open)
        try:
            name = urlsplit(request.path).path
            behaviour = self.pages.get(name) or page(b"no such page", "404 Not Found")
            behaviour(Visit(request, self, connection, count))
        finally:
            with self._lock:
                self._now_open -= 1


@contextmanager
def bad_server(tls: ssl.SSLContext | None = None) -> Iterator[BadServer]:
    """Run a server for the length of the block; under TLS if a context is given."""
    state = BadServer(scheme="https" if tls else "http")

    def converse(connection: socket.socket) -> None:
        request = _read_request(connection.recv)
        if request is not None:
            state.visit(request, connection)

    with listening(state, converse, tls):
        yield state


@contextmanager
def listening(
    state: BadServer, converse: Callable[[socket.socket], None], tls: ssl.SSLContext | None
) -> Iterator[None]:
    """Listen for the length of the block, and hand every connection over to ``converse``."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                connection = (
                    tls.wrap_socket(self.request, server_side=True) if tls else self.request
                )
                with connection:
                    converse(connection)
            except OSError:
                return  # The client went away, as it should from much of what is served.

    with _Listener((state.host, 0), Handler) as listener:
        state.port = listener.server_address[1]
        thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield
        finally:
            state.stopping.set()
            listener.shutdown()
            thread.join()


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64


def _read_request(receive: Callable[[int], bytes]) -> ReceivedRequest | None:
    head = b""
    while b"\r\n\r\n" not in head:
        data = receive(4096)
        if not data:
            return None
        head += data
        if not head.startswith(b"GET "[: len(head)]):
            return None
    first, *lines = head.decode("latin-1").split("\r\n\r\n", 1)[0].split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return ReceivedRequest(first.split(" ")[1], {k.lower(): v for k, v in headers.items()})


@cache
def gzip_bomb(unpacked_mebibytes: int) -> bytes:
    """Return gzip data that unpacks to so many zeros, about a thousandth of them on the wire."""
    packer = zlib.compressobj(9, wbits=31)
    zeros = bytes(_MEBIBYTE)
    pieces = [packer.compress(zeros) for _ in range(unpacked_mebibytes)]
    return b"".join([*pieces, packer.flush()])


def _redirect(visit: Visit) -> None:
    """Go to the address in the query."""
    visit.answer("302 Found", location=visit.query)


def _redirect_times(visit: Visit) -> None:
    """Go to itself with one less, until none is left: ``/redirects?5``."""
    left = int(visit.query)
    if left:
        visit.answer("301 Moved Permanently", location=f"/redirects?{left - 1}")
    else:
        visit.answer("200 OK", HELLO)


def _status(visit: Visit) -> None:
    """Answer with the status, and the Retry-After, of the query: ``/status?503&after=2``."""
    status, _, after = visit.query.partition("&after=")
    headers = {"retry_after": after} if after else {}
    visit.answer(f"{status} Whatever", b"sorry", **headers)


def _flaky(visit: Visit) -> None:
    """Answer 503 twice, then the page."""
    if visit.count > 2:
        visit.answer("200 OK", HELLO)
    else:
        visit.answer("503 Service Unavailable")


def _changing(visit: Visit) -> None:
    """Serve another content, with another ETag, at every visit."""
    visit.answer("200 OK", b"version %d" % visit.count, etag=f'"v{visit.count}"')


def _conditional(visit: Visit) -> None:
    """Know conditional requests."""
    tags = {"etag": '"v1"', "last_modified": "Thu, 01 Jan 2026 00:00:00 GMT"}
    asked = visit.request.headers
    if asked.get("if-none-match") == tags["etag"] or (
        asked.get("if-modified-since") == tags["last_modified"]
    ):
        visit.answer("304 Not Modified", b"", **tags)
    else:
        visit.answer("200 OK", HELLO, **tags)


def _declared(length: int, status: str = "200 OK") -> Behaviour:
    def behave(visit: Visit) -> None:
        visit.send_head(status, content_length=str(length))
        visit.send(HELLO)

    return behave


def _endless(visit: Visit) -> None:
    """Send a body without a length and without an end."""
    visit.send_head("200 OK")
    while not visit.server.stopping.is_set():
        visit.send(b"x" * 65536)


def _huge(visit: Visit) -> None:
    """Announce 500 MB, and send them."""
    visit.send_head("200 OK", content_length=str(500 * _MEBIBYTE))
    for _ in range(500):
        visit.send(bytes(_MEBIBYTE))


def _chunked(*, ends: bool) -> Behaviour:
    def behave(visit: Visit) -> None:
        visit.send_head("200 OK", transfer_encoding="chunked")
        visit.send(b"5\r\n<p>he\r\n7\r\nllo</p>\r\n" + (b"0\r\n\r\n" if ends else b"9\r\n12"))

    return behave


def _encoded(coding: str, data: bytes) -> Behaviour:
    return page(data, content_encoding=coding)


def _raw(data: bytes) -> Behaviour:
    return lambda visit: visit.send(data)


def _drip_head(visit: Visit) -> None:
    visit.drip(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n" + HELLO)


def _drip_body(visit: Visit) -> None:
    visit.send_head("200 OK", content_length="1000")
    visit.drip(b"x" * 1000)


def _endless_head(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\n")
    while not visit.server.stopping.is_set():
        visit.send(b"X-More: " + b"x" * 1000 + b"\r\n")


def _endless_interim(visit: Visit) -> None:
    while not visit.server.stopping.is_set():
        visit.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 100)


def _stray_line(visit: Visit) -> None:
    visit.answer("200 OK", HELLO)
    visit.send(b"\r\n")


def _keep_open(visit: Visit) -> None:
    visit.answer("200 OK", HELLO)
    visit.hang()


def _say_nothing(_visit: Visit) -> None:
    pass


def _reset(visit: Visit) -> None:
    """Break the connection off instead of closing it."""
    visit.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _cookie(visit: Visit) -> None:
    visit.answer("200 OK", HELLO, set_cookie="session=secret; Path=/", content_type="text/html")


SPELLS: dict[str, Behaviour] = {
    "/": page(),
    "/ok": page(),
    "/cookie": _cookie,
    "/redirect": _redirect,
    "/redirects": _redirect_times,
    "/loop": lambda visit: visit.answer("302 Found", location="/loop-back"),
    "/loop-back": lambda visit: visit.answer("302 Found", location="/loop"),
    "/redirect-nowhere": lambda visit: visit.answer("302 Found"),
    "/status": _status,
    "/flaky": _flaky,
    "/changing": _changing,
    "/conditional": _conditional,
    "/unasked-304": lambda visit: visit.answer("304 Not Modified"),
    "/hang": Visit.hang,
    "/drip-head": _drip_head,
    "/drip-body": _drip_body,
    "/close": _say_nothing,
    "/reset": _reset,
    "/garbage": _raw(b"\x00\x1b[31mSSH-2.0-OpenSSH\r\n\r\n"),
    "/endless": _endless,
    "/endless-head": _endless_head,
    "/endless-interim": _endless_interim,
    "/huge": _huge,
    "/length-too-long": _declared(1000),
    "/length-too-short": _declared(5),
    "/length-twice": _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"),
    "/length-negative": _raw(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nxx"),
    "/length-stray-line": _stray_line,
    "/hints": _raw(
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n" + HELLO
    ),
    "/keeps-open": _keep_open,
    "/no-length": _raw(b"HTTP/1.0 200 OK\r\n\r\n" + HELLO),
    "/chunked": _chunked(ends=True),
    "/chunked-cut": _chunked(ends=False),
    "/gzip": _encoded("gzip", gzip.compress(HELLO, mtime=0)),
    "/gzip-cut": _encoded("gzip", gzip.compress(HELLO, mtime=0)[:-9]),
    "/gzip-not": _encoded("gzip", HELLO),
    "/br": _encoded("br", brotli.compress(HELLO)),
    "/zstd": _encoded("zstd", zstandard.ZstdCompressor().compress(HELLO)),
    "/unknown-encoding": _encoded("compress", HELLO),
    "/gzip-bomb": lambda visit: visit.answer("200 OK", gzip_bomb(64), content_encoding="gzip"),
    "/gzip-in-gzip-bomb": lambda visit: visit.answer(
        "200 OK", gzip.compress(gzip_bomb(64), mtime=0), content_encoding="gzip, gzip"
    ),
}
