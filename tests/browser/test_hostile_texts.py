"""What others wrote, in every place where they can write, seen in a real browser: it stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest
from attrs import evolve
from tests.servers.prepared_work import PreparedWork, prepare_work
from tests.servers.review_server import PASSWORD
from tests.servers.review_workspace import open_review_workspace
from tests.servers.signing_in import sign_in

from sousveil.settings import read_settings
from sousveil.store import registers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Dialog, Page, Response
    from tests.servers.review_workspace import ReviewWorkspace

HOSTILE = (
    "</textarea></title></style><script>taken=1</script><img src=//evil.example/ onerror=taken=1>"
    "<svg onload=alert(1)>\"'/autofocus onfocus=alert(1) x=javascript:alert(1){{7*7}}"
)
_ASKED = (
    *("country", "technology", "vendor", "language", "source", "made_by", "order", "page", "title"),
    *("area", "actor", "subject", "from_day", "state", "claim", "next", "recorded", "alike"),
    *("assigned", "empty", "document", "start", "country_iso3", "provider", "password", "frozen"),
)
"""What our addresses ask by; of a list, the page is shown again with what was asked."""
_FORMS = (
    *("name", "pseudonym", "username", "coder", "reason", "own_reason", "comment", "quote"),
    *("evidence_url", "agency", "place", "vendor_id", "answer", "claim_id", "claim_ids", "text"),
    *("document", "start_date", "role", "action", "stamp", "next", "old_password"),
)

_REFUSED = "Failed to load resource: the server responded with a status of 4"
"""What a browser says of a page that we refuse, such as a filter that asks for nonsense."""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReviewWorkspace]:
    """A workspace of which every text means harm, the names of vendors too."""
    known = registers.load_vendors()
    vendors = tuple(
        evolve(one, name=f"{HOSTILE}{one.vendor_id}") if one.vendor_id == "huawei" else one
        for one in known
    )
    register = evolve(known, vendors=vendors)
    monkeypatch.setattr(registers, "load_vendors", lambda: register)
    with open_review_workspace(read_settings({}, home=str(tmp_path / "home"))) as opened:
        opened.site.account("dora", "administrator", PASSWORD)
        yield opened


@pytest.fixture
def prepared(made: ReviewWorkspace) -> PreparedWork:
    """Work on it; before a browser is there, whose event loop has database connections of its own."""
    return prepare_work(made, HOSTILE)


def test_nothing_that_others_wrote_runs_or_breaks_the_policy_of_a_page(
    made: ReviewWorkspace, prepared: PreparedWork, browser_page: Page
) -> None:
    page, said = browser_page, watch(browser_page)
    with made.site.listening() as address:
        seen = 0
        sign_in(page, address, "dora")
        for path in _paths(made, prepared):
            answer = page.goto(f"{address}{path}")
            assert answer is not None
            assert answer.status < 500, path
            seen += HOSTILE in (page.text_content("body") or "")
            _require_harmless(page, path)
        assert seen > 20
    assert [one for one in said if not one.startswith(_REFUSED)] == []


def test_nothing_that_is_sent_back_by_a_form_runs(
    made: ReviewWorkspace, prepared: PreparedWork, browser_page: Page
) -> None:
    page, said = browser_page, watch(browser_page)
    with made.site.listening() as address:
        sign_in(page, address, "dora")
        for name, path in prepared.pages():
            if name in {"sign-out", "set-language", "set-theme"}:
                continue
            answer = _post(page, f"{address}{path}", dict.fromkeys(_FORMS, HOSTILE))
            assert answer.status < 500, path
            _require_harmless(page, path)
    assert [one for one in said if not one.startswith(_REFUSED)] == []


def watch(page: Page) -> list[str]:
    """Return a list to which what a page says, asks or fails in is added."""
    said: list[str] = []

    def note(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", note)
    page.on("request", lambda sent: said.append(sent.url) if _is_outside(sent.url) else None)
    return said


def _is_outside(url: str) -> bool:
    return urlsplit(url).hostname != "127.0.0.1"


def _paths(made: ReviewWorkspace, prepared: PreparedWork) -> Iterator[str]:
    """Give every page that is read, as it is and with what an address can ask for."""
    asked = urlencode(dict.fromkeys(_ASKED, HOSTILE))
    for name, path in prepared.pages():
        if name not in {"log-download", "snapshot-file"}:
            yield path
            yield f"{path}?{asked}"
    yield from ("/api/v1/editions/sousveil/claims", "/api/v1/editions/sousveil/replies")
    for claim_id in made.claims.values():
        yield f"/claims/{claim_id}/"
        yield f"/claims/{claim_id}/?as_of={HOSTILE}"
    for request_id in prepared.requests:
        yield f"/replies/{request_id}/"
    for submission_id, token in prepared.submissions:
        yield f"/submissions/{submission_id}/?document={made.documents['hostile']}"
        yield f"/submit/status/{token}/"
    yield "/submissions/?state=all"
    for country in ("HUN", "KEN", "UGA", "EGY"):
        yield f"/editions/sousveil/{country}/facial_recognition/"


def _post(page: Page, address: str, fields: dict[str, str]) -> Response:
    """Send a form from a page of ours, as a browser does that somebody talked into it."""
    page.goto(f"{address.partition('//')[0]}//{address.partition('//')[2].partition('/')[0]}/")
    with page.expect_navigation() as going:
        page.evaluate(
            """([address, fields]) => {
                const form = document.createElement("form");
                form.method = "post";
                form.action = address;
                const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
                const all = {...fields, csrfmiddlewaretoken: token};
                for (const [name, value] of Object.entries(all)) {
                    const field = document.createElement("textarea");
                    field.name = name;
                    field.value = value;
                    form.append(field);
                }
                document.body.append(form);
                form.submit();
            }""",
            [address, fields],
        )
    return going.value


def _require_harmless(page: Page, path: str) -> None:
    """Make sure that no markup of others came into a page: no script, handler, image or address."""
    found = page.evaluate(
        """() => ({
            taken: "taken" in window || document.title === "taken",
            scripts: [...document.scripts].filter((one) => one.text.trim() !== "").length,
            markup: document.querySelectorAll("img, svg, style, iframe, object, embed").length,
            handlers: [...document.querySelectorAll("*")].filter((one) =>
                [...one.attributes].some((each) => each.name.startsWith("on"))).length,
            addresses: [...document.querySelectorAll("[href], [src], [action]")].filter((one) =>
                /^\\s*javascript:/i.test(one.getAttribute("href") ?? "")).length,
        })"""
    )
    assert found == {"taken": False, "scripts": 0, "markup": 0, "handlers": 0, "addresses": 0}, path
