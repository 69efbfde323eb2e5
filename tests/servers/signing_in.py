"""Sign in to a review site as a person does, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.review_server import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page


def sign_in(page: Page, address: str, name: str) -> None:
    """Fill in the form, as an account that has the password of all test accounts."""
    page.goto(f"{address}/sign-in/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
