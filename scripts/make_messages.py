"""Bring the catalogues of the review server and of published pages up to date with the sources.

    .venv/bin/python -m scripts.make_messages

New texts come in without a translation, texts that are gone go; nothing is guessed. A test
fails until every text has its translation.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from scripts.site_texts import SITE_LOCALE, read_site_texts
from sousveil.server.catalogues import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVER = Path("src/sousveil/server")
LOCALE = SERVER / "locale"
SOURCE_LANGUAGE = "en"
_KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
# The day is nobody's business and would change the file each time.
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Rewrite every catalogue."""
    for texts, folder, name in (
        (read_texts(), LOCALE, "review server"),
        (read_site_texts(), SITE_LOCALE, "published pages"),
    ):
        for _language, path in catalogue_paths(folder):
            _update(path, texts, name)


def read_texts() -> Catalog:
    """Return all texts of the server's sources and templates."""
    texts = Catalog(charset="utf-8")
    for path in sorted(SERVER.rglob("*")):
        if path.suffix not in {".py", ".html"} or "migrations" in path.parts:
            continue
        place = path.relative_to(SERVER).as_posix()
        for _line, message, comments, context in extract(
            "python", _python_of(path), keywords=_KEYWORDS, comment_tags=("Translators:",)
        ):
            texts.add(message, locations=[(place, 0)], auto_comments=comments, context=context)
    return texts


def catalogue_paths(folder: Path = LOCALE) -> Iterator[tuple[str, Path]]:
    """Give each language that is translated to, with its file."""
    for language, _name in LANGUAGES:
        if language != SOURCE_LANGUAGE:
            yield language, folder / f"{language}.po"


def _python_of(path: Path) -> io.BytesIO:
    """Return a source, or what Django makes of a template: calls of gettext among blanks."""
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
    return io.BytesIO(text.encode())


def _update(path: Path, texts: Catalog, name: str) -> None:
    language = path.stem
    catalogue = Catalog(locale=language)
    if path.is_file():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    catalogue.update(texts, no_fuzzy_matching=True)
    catalogue.project, catalogue.version = "Sousveil", name
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    catalogue.last_translator = catalogue.language_team = "The Sousveil maintainers"
    catalogue.header_comment = f"# The {name} in the language {language!r}."
    catalogue.fuzzy = False
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, include_lineno=False, ignore_obsolete=True)


if __name__ == "__main__":
    main()
