"""Lists of choices are written as Django writes them, to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("django", reason="the extra 'server' is not installed")


if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.review_workspace import ReviewWorkspace
    from tests.servers.site_copies import Sites


@pytest.fixture(scope="module")
def made(module_sites: Sites) -> Iterator[ReviewWorkspace]:
    """A site; Django has its settings while it is open."""
    with module_sites.workspace() as opened:
        yield opened


@pytest.mark.parametrize(
    ("choices", "value", "attributes"),
    [
        ([], None, {}),
        ([("", "none"), ("KEN", "Kenya")], "KEN", {"id": "country", "required": True}),
        ([("a", "<b>&\"'</b>"), ('"><script>', "x")], '"><script>', {"title": '"&'}),
        ([("Africa", [("KEN", "Kenya"), ("UGA", "Uganda")]), ("x", "X")], "UGA", {"hidden": False}),
        ([(1, "one"), (None, "nothing")], 1, {"data-size": 3}),
    ],
)
@pytest.mark.usefixtures("made")
def test_a_list_of_choices_is_what_django_would_write(
    choices: Any, value: Any, attributes: dict[str, Any]
) -> None:
    from django.forms import Select, SelectMultiple  # noqa: PLC0415  # Django is set up by now
    from django.forms.renderers import DjangoTemplates  # noqa: PLC0415

    from sousveil.server.form_rendering import ChoicesInOneGo  # noqa: PLC0415

    for widget in (Select(choices=choices), SelectMultiple(choices=choices)):
        written = widget.render("name", value, attributes, ChoicesInOneGo())
        assert written == widget.render("name", value, attributes, DjangoTemplates())


@pytest.mark.usefixtures("made")
def test_a_label_that_is_marked_as_html_stays_html() -> None:
    from django.forms import Select  # noqa: PLC0415  # Django is set up by now
    from django.utils.safestring import mark_safe  # noqa: PLC0415

    choices = [("a", mark_safe("<bdi>a</bdi>")), ("b", "<bdi>b</bdi>")]
    written = Select(choices=choices).render("name", "a")
    assert "<bdi>a</bdi>" in written
    assert "&lt;bdi&gt;b&lt;/bdi&gt;" in written
