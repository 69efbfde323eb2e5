"""Take pictures of the main review pages: at three widths, in three languages, and once in the dark.

Run: .venv/bin/python -m scripts.take_screenshots --to docs/screenshots/review

A workspace is made for it in a temporary folder, with sentences of our own, and served on
loopback to Chromium (on the PATH). A page that is wider than its window, or that says anything on
the browser's console, ends the run with status 1.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen
from playwright.sync_api import sync_playwright
from tests.servers.review_server import PASSWORD
from tests.servers.review_texts import WRITTEN
from tests.servers.review_workspace import open_review_workspace
from tests.servers.signing_in import sign_in

from scripts.pictures import take_picture
from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.kept_editions import freeze_kept_edition
from sousveil.pipeline.replying import Party, PartyKind, ask_for_reply, mark_sent
from sousveil.pipeline.submitting import SubmissionForm, submit
from sousveil.settings import read_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from tests.servers.review_workspace import ReviewWorkspace

LANGUAGES = ("en", "fr", "ar")
SIZES = ((360, 740), (768, 900), (1280, 800))
QUALITY = 32
_LEFT_OUT = {"hostile"}
_ACCEPT = Coding(action=Action.ACCEPT, reason="the quote says so")
_REJECT = Coding(action=Action.REJECT, reason="It tells of no use by an authority")
_RECODE = Coding(
    action=Action.RECODE,
    reason="The source says more than the claim",
    changes=(("status", "deployed"), ("place", "Cairo")),
)


@frozen(kw_only=True)
class Shot:
    """A page: its name, its address, and whether it is what anybody sees."""

    name: str
    path: str
    is_public: bool = False


def main() -> int:
    """Take all pictures and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--to", type=Path, required=True, help="the folder for the pictures")
    folder: Path = parser.parse_args().to
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        parser.error("no chromium on the PATH: apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sousveil-shots-") as home:
        settings = read_settings({}, home=home)
        written = [one for one in WRITTEN if one.key not in _LEFT_OUT]
        with open_review_workspace(settings, share=1.0, written=written) as made:
            shots = _work(made)
            with made.site.listening() as address, sync_playwright() as running:
                browser = running.chromium.launch(
                    executable_path=chromium, args=["--no-sandbox", "--lang=en"]
                )
                problems = _take_all(browser, address, shots, folder)
                browser.close()
    taken = sorted(folder.glob("*.webp"))
    size = sum(one.stat().st_size for one in taken)
    print(f"{len(taken)} pictures, {size / 1e6:.2f} MB, in {folder}")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _work(made: ReviewWorkspace) -> list[Shot]:
    """Do some days' work in the workspace, and return the pages that show it."""
    bench, claims = made.site.bench, made.claims
    for name, role in (("dora", "administrator"), ("amina", "coder"), ("budi", "coder")):
        made.site.account(name, role, PASSWORD)
    for coder in ("amina", "budi"):
        for key in ("kenya", "kenya-copy", "argentina-policing", "indonesia-border", "china"):
            decide(bench, claims[key], _ACCEPT, coder)
        decide(bench, claims["senegal"], _REJECT, coder)
    decide(bench, claims["egypt"], _ACCEPT, "amina")
    decide(bench, claims["egypt"], _RECODE, "budi")
    request = ask_for_reply(
        bench,
        Party(kind=PartyKind.VENDOR, name="Huawei", vendor_id="huawei"),
        [claims["kenya"]],
        "dora",
        due_date="2026-12-15",
    )
    mark_sent(bench, request.request_id, request.text, "dora", sent_date="2026-11-20")
    said = {"country_iso3": "GHA", "technology_code": "smart_city", "agency": "City council"}
    page = "https://news.example/safe-city"
    comment = "The council shows the control room on its own pages."
    sent, _token = submit(bench, SubmissionForm(fields=said, evidence_url=page, comment=comment))
    freeze_kept_edition(bench, "sousveil", "dora", seen="")
    return [
        Shot(name="submit", path="/submit/", is_public=True),
        Shot(name="queue", path="/queue/"),
        Shot(name="claim", path=f"/claims/{claims['russia']}/"),
        Shot(name="adjudicate", path=f"/adjudication/{claims['egypt']}/"),
        Shot(name="documents", path="/documents/"),
        Shot(name="document", path=f"/documents/{made.documents['unclaimed']}/"),
        Shot(name="agreement", path="/agreement/"),
        Shot(name="submission", path=f"/submissions/{sent}/"),
        Shot(name="reply", path=f"/replies/{request.request_id}/"),
        Shot(name="matrix", path="/editions/sousveil/"),
        Shot(name="cell", path="/editions/sousveil/KEN/facial_recognition/"),
        Shot(name="history", path="/history/"),
    ]


def _take_all(browser: Browser, address: str, shots: list[Shot], folder: Path) -> list[str]:
    """Take the pictures; return what was wrong with a page."""
    problems: list[str] = []
    publics = sum(shot.is_public for shot in shots)
    for language in LANGUAGES:
        page = browser.new_context(locale=language).new_page()
        _watch(page, problems)
        for number, shot in enumerate(sorted(shots, key=lambda one: not one.is_public)):
            if number == publics:
                sign_in(page, address, "dora")
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                page.goto(f"{address}{shot.path}")
                beyond = page.evaluate("document.documentElement.scrollWidth") - width
                if beyond > 0:
                    problems.append(f"{shot.path} in {language}: {beyond} px wider than {width}")
                _take(page, folder / f"{shot.name}-{language}-{width}.webp")
        page.context.close()
    dark = browser.new_context(locale="en", color_scheme="dark").new_page()
    _watch(dark, problems)
    sign_in(dark, address, "dora")
    dark.set_viewport_size({"width": 1280, "height": 800})
    for shot in shots:
        if shot.name in {"claim", "matrix"}:
            dark.goto(f"{address}{shot.path}")
            _take(dark, folder / f"{shot.name}-en-1280-dark.webp")
    return problems


def _watch(page: Page, problems: list[str]) -> None:
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda one: problems.append(f"{page.url}: {one.text}") if one.type == "error" else None,
    )


def _take(page: Page, path: Path) -> None:
    """Write what the window shows; a small picture, which the driver's own function cannot."""
    take_picture(page, path, QUALITY)


if __name__ == "__main__":
    # The browser's driver runs an event loop in this thread, in which the accounts are not asked.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sys.exit(main())
