"""Render view models as HTML: everything from data is escaped, nothing undefined passes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup, escape

from sousveil.data import read_bundled
from sousveil.publication.languages import SOURCE_LANGUAGE, Language, load_language
from sousveil.publication.site_paths import Place
from sousveil.publication.unseen import show_unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sousveil.publication.site_paths import Link


class Renderer:
    """Renders pages, each in one language; ``shared`` is what every template may use.

    ``languages`` are those that the site is in, for the switch on each page.
    """

    def __init__(self, languages: Sequence[str], **shared: Any) -> None:
        self._languages = [load_language(code) for code in languages]
        self._language = load_language(SOURCE_LANGUAGE)
        self._environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(_load_template),
            extensions=["jinja2.ext.i18n"],
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            finalize=show_unseen,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.policies["ext.i18n.trimmed"] = True
        self._environment.install_gettext_callables(  # type: ignore[attr-defined]
            self._translate, self._translate_many, newstyle=True
        )
        self._environment.globals.update(shared)

    def load(self, template: str) -> None:
        """Read a template, which takes longer than to fill it."""
        self._environment.get_template(f"{template}.html.j2")

    def render(self, template: str, path: str, language: Language, **values: Any) -> str:
        """Return the page at a path of a language's folder.

        What a template writes into ``{% trans %}`` must have been made seen before: it does
        not pass where values are written.
        """
        self._language = language
        place = Place(path=path, folder=language.folder)
        return self._environment.get_template(f"{template}.html.j2").render(
            values,
            language=language,
            say=language.say,
            say_many=language.say_many,
            here=path,
            href=place.href,
            show_links=partial(_show_links, {}, place, language.comma),
            others=[(other, place.top + other.folder + path) for other in self._languages],
        )

    def _translate(self, text: str) -> str:
        return self._language.catalogue.gettext(text)

    def _translate_many(self, one: str, many: str, count: int) -> str:
        return self._language.catalogue.ngettext(one, many, count)


def _show_links(shown: dict[Link, str], place: Place, comma: str, links: Iterable[Link]) -> Markup:
    """Return links as HTML; ``shown`` keeps those of the page, of which some stand in every row."""
    parts = []
    for link in links:
        if link not in shown:
            text = f"<bdi>{escape(show_unseen(link.text))}</bdi>"
            shown[link] = (
                f'<a href="{escape(place.href(link.path))}">{text}</a>' if link.path else text
            )
        parts.append(shown[link])
    return Markup(comma.join(parts))  # noqa: S704  # every text in it was escaped


def _load_template(name: str) -> str:
    return read_bundled(f"templates/{name}").decode()
