"""Translations: ``.po`` files are kept, and what gettext reads is made of them at start-up.

So a fresh machine needs no gettext tools, and a catalogue can never be older than its text.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from sousveil.publication.languages import LANGUAGES

__all__ = ["LANGUAGES", "compile_catalogues"]


def compile_catalogues(target: Path) -> None:
    """Compile every catalogue into ``target/LANGUAGE/LC_MESSAGES/django.mo``.

    Raises:
        BadInput: a catalogue has a message without a translation or one that is doubtful.
    """
    with as_file(files("sousveil.server").joinpath("locale")) as folder:
        for path in sorted(Path(folder).glob("*.po")):
            with path.open("rb") as file:
                catalogue = read_po(file, locale=path.stem, domain="django")
            made = target / path.stem / "LC_MESSAGES" / "django.mo"
            made.parent.mkdir(parents=True, exist_ok=True)
            with made.open("wb") as output:
                write_mo(output, catalogue)
