"""The two servers of `scripts.check_replay`, on loopback: the site, and ReplayWeb.page."""

from __future__ import annotations

import functools
import gzip
import re
import struct
import threading
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from socketserver import BaseRequestHandler

PAGE_ONE = """<!doctype html><meta charset="utf-8"><title>One</title>
<body style="font: 24px serif; background: #ffe"><h1>First page of the site</h1>
<p>An agency bought cameras \N{EM DASH} as a red image shows.</p>
<img src="/red.png" alt=""><p><a href="/two?b=2&amp;a=1">The second page</a></p>"""
PAGE_TWO = """<!doctype html><meta charset="utf-8"><title>Two</title>
<body style="font: 24px serif; background: #eff"><h1>Second page of the site</h1>
<p>It was sent packed by gzip.</p>"""


def _red_image() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = (b"\0" + b"\xd0\x20\x20" * 200) * 80
    head = struct.pack(">IIBBBBB", 200, 80, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


# path -> status, headers, body
SITE: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/one": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE_ONE.encode()),
    "/two?b=2&a=1": (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(PAGE_TWO.encode(), mtime=0),
    ),
    "/old": (301, {"Location": "/two?b=2&a=1"}, b""),
    "/red.png": (200, {"Content-Type": "image/png"}, _red_image()),
}


@contextmanager
def serve_site() -> Iterator[str]:
    """Serve two pages, a redirect and an image; give the address."""
    with _serve(_Site) as address:
        yield address


@contextmanager
def serve_replay(folder: Path, package: Path) -> Iterator[str]:
    """Serve the npm package, and the WACZ package by ranges as `/test.wacz`; give the address."""
    with _serve(functools.partial(_Replay, directory=str(folder), package=package)) as address:
        yield address


@contextmanager
def _serve(handler: type[BaseRequestHandler] | functools.partial[_Replay]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, headers, body = SITE.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the check prints its own lines."""


class _Replay(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".html": "text/html; charset=utf-8"}

    def __init__(self, *args: object, directory: str, package: Path) -> None:
        self.package = package
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def do_HEAD(self) -> None:
        if self.path == "/test.wacz":
            self._send_range()
        else:
            super().do_HEAD()

    def do_GET(self) -> None:
        if self.path == "/test.wacz":
            self.wfile.write(self._send_range())
        else:
            super().do_GET()

    def _send_range(self) -> bytes:
        data = self.package.read_bytes()
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        start, end = 0, len(data)
        if asked and asked[1]:
            start, end = int(asked[1]), min(end, int(asked[2] or end) + 1)
        elif asked:
            start = max(0, end - int(asked[2]))
        self.send_response(206 if asked else 200)
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(data)}")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(end - start))
        self.end_headers()
        return data[start:end]

    def log_message(self, *_: object) -> None:
        """Say nothing: the check prints its own lines."""
