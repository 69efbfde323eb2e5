"""Open a package that `sousveil source export --wacz` wrote in ReplayWeb.page, in a real browser.

Run: python -m scripts.check_replay FOLDER [--screenshots FOLDER]

FOLDER is the unpacked npm package `replaywebpage` (`npm pack replaywebpage`, then `tar xzf` of
what came: its folder `package`), which is no part of this repository; `chromium` is on the PATH.
A small site on loopback is collected twice, exported, and stopped, so that what the browser then
shows can only come from the package: each retrieval of its list of pages, an address that was
redirected, and the image inside a page. Exit status 1 if one of them does not show.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from urllib.parse import quote

from scripts.replay_browser import Browser
from scripts.replay_servers import serve_replay, serve_site

PATIENCE = 15.0
MARKS = {
    "/one": "First page of the site",
    "/two?b=2&a=1": "Second page of the site",
    "/old": "Second page of the site",
}
# The archived page lies in a frame, inside the shadow trees of the application.
READ_FRAMES = """(() => {
  const found = [];
  const walk = root => root.querySelectorAll('*').forEach(element => {
    if (element.shadowRoot) walk(element.shadowRoot);
    const inner = element.tagName === 'IFRAME' && element.contentDocument;
    if (inner && inner.body) {
      found.push({address: inner.location.href, text: inner.body.innerText,
                  images: [...inner.images].map(image => image.naturalWidth)});
      walk(inner);
    }
  });
  walk(document);
  return JSON.stringify(found);
})()"""


def main() -> int:
    """Collect, export, replay; print a line for each page and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("replaywebpage", type=Path, help="the unpacked npm package")
    parser.add_argument("--screenshots", type=Path, help="a folder for what the browser shows")
    options = parser.parse_args()
    if not (options.replaywebpage / "sw.js").is_file():
        parser.error(f"no sw.js in {options.replaywebpage}: name the unpacked npm package")
    if options.screenshots:
        options.screenshots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sousveil-replay-") as folder:
        package = Path(folder) / "test.wacz"
        site = _export_site(Path(folder) / "home", package)
        with serve_replay(options.replaywebpage, package) as replay:
            return _open_pages(replay, site, _list_pages(package, site), options.screenshots)


def _export_site(home: Path, package: Path) -> str:
    with serve_site() as site:
        for path in (*MARKS, "/red.png"):
            _sousveil(home, "source", "add", "page", site + path)
        collect = ("source", "collect", "--allow-host", "127.0.0.1")
        _sousveil(home, *collect)
        time.sleep(1.1)  # retrievals are told apart by the second
        _sousveil(home, *collect, "--refresh")
    _sousveil(home, "source", "export", "--wacz", str(package), "--title", "A small site")
    return site


def _sousveil(home: Path, *arguments: str) -> None:
    command = [str(Path(sys.executable).with_name("sousveil")), "--home", str(home), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stdout}{done.stderr}")


def _list_pages(package: Path, site: str) -> list[tuple[str, str]]:
    with zipfile.ZipFile(package) as file:
        rows = [json.loads(line) for line in file.read("pages/pages.jsonl").splitlines()[1:]]
    listed = [
        (row["url"].removeprefix(site), "".join(c for c in row["ts"] if c.isdigit()))
        for row in rows
    ]
    return [*sorted(listed), ("/old", "")]


def _open_pages(
    replay: str, site: str, pages: list[tuple[str, str]], screenshots: Path | None
) -> int:
    failed = 0
    for number, (path, timestamp) in enumerate(pages):
        with Browser() as browser:
            where = f"#view=resource&url={quote(site + path, safe='')}&ts={timestamp}"
            source = quote(f"{replay}/test.wacz", safe="")
            browser.open(f"{replay}/?source={source}{where}")
            shown = _wait_for(browser, path)
            if screenshots:
                (screenshots / f"{number}.png").write_bytes(browser.screenshot())
            failed += not shown
            print(f"{'shows' if shown else 'DOES NOT SHOW'}  {path}  {timestamp}", flush=True)
            for line in [] if shown else browser.messages:
                print(f"    {line}")
    return 1 if failed else 0


def _wait_for(browser: Browser, path: str) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if any(_is_shown(frame, path) for frame in json.loads(browser.evaluate(READ_FRAMES))):
            return True
        time.sleep(0.25)
    return False


def _is_shown(frame: dict[str, object], path: str) -> bool:
    images = [200] if path == "/one" else []
    return MARKS[path] in str(frame["text"]) and frame["images"] == images


if __name__ == "__main__":
    sys.exit(main())
