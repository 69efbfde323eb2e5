"""Measure how a published site loads on a slow processor: largest paint, jumps, bytes.

Run: python -m scripts.measure_site SITE [--slower 4]

SITE is a folder that `sousveil publish` wrote; it is served on loopback, compressed as static
hosts do. It needs Chromium on the PATH. Nothing fails: the numbers are printed.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import statistics
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = ("index.html", "ar/index.html", "countries/KEN.html", "editions/aigs-2022/index.html")
REPEATED = 5
OBSERVE = """() => new Promise((done) => {
  let paint = 0, jumps = 0;
  new PerformanceObserver((list) => { for (const e of list.getEntries()) paint = e.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => { for (const e of list.getEntries()) jumps += e.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done([paint, jumps]), 800);
})"""


class CompressingHandler(SimpleHTTPRequestHandler):
    """Serves files compressed, and counts the bytes."""

    sent = 0

    def do_GET(self) -> None:
        """Answer with a file."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        data = gzip.compress(path.read_bytes(), mtime=0)
        type(self).sent += len(data)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as it is called
        """Say nothing."""


def main() -> None:
    """Serve the site, load each page several times, print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--slower", type=float, default=4, help="factor of the processor's speed")
    given = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("no chromium on the PATH: apt-get install chromium")
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(CompressingHandler, directory=str(given.site))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for page in PAGES:
            address = f"http://127.0.0.1:{server.server_port}/{page}"
            print(f"{page}: {_measure(browser, address, given.slower)}")
        browser.close()
    server.shutdown()


def _measure(browser: Browser, address: str, slower: float) -> str:
    CompressingHandler.sent = 0
    paints, jumps = [], []
    for _ in range(REPEATED):
        window = browser.new_context().new_page()
        session = window.context.new_cdp_session(window)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        window.goto(address)
        paint, jump = window.evaluate(OBSERVE)
        paints.append(paint)
        jumps.append(jump)
        window.context.close()
    return (
        f"largest paint {statistics.median(paints):.0f} ms, jumps {max(jumps):.3f}, "
        f"{CompressingHandler.sent / REPEATED / 1000:.0f} kB compressed"
    )


if __name__ == "__main__":
    main()
