"""Typeset the report: its template and its values to a PDF, by Typst.

The bytes depend on the values, the template and the versions of Typst and of the packaged fonts
alone: no font of the system is used (only those that are given besides), and no time is written.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sousveil.data import read_bundled
from sousveil.errors import CannotWrite, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

FONT_PACKAGES = {"ar": "fontpkg_noto_sans_arabic"}
"""The package with a font for a language whose script Typst's own fonts lack."""
FONTS = ("Libertinus Serif", "New Computer Modern")
STANDARD: Final = "ua-1"
"""PDF/UA-1 (ISO 14289-1): tagged, titled, with a language and alternative texts."""
_NO_TIME = datetime.fromtimestamp(0, UTC)


def find_fonts(language_code: str) -> tuple[Path, ...]:
    """Return the folders with the fonts that a language needs besides those of Typst.

    Raises:
        NotFound: the package with the font is not installed.
    """
    package = FONT_PACKAGES.get(language_code)
    if package is None:
        return ()
    found = find_spec(package)
    if found is None or found.origin is None:
        raise NotFound(
            "the font for the report's language is not installed",
            where=package,
            next_step="pip install 'sousveil[report]'",
        )
    return (Path(found.origin).parent / "files",)


def typeset(content: Mapping[str, Any], fonts: tuple[Path, ...] = ()) -> bytes:
    """Return the report as a PDF of the standard PDF/UA-1.

    ``fonts`` are folders with fonts for scripts that Typst's own lack, such as Chinese; they
    are tried in the order of their names.

    Raises:
        NotFound: Typst is not installed.
        CannotWrite: Typst refuses the document; its message is passed on.
    """
    try:
        import typst  # noqa: PLC0415  # an optional extra
    except ImportError as error:
        raise NotFound(
            "Typst is not installed, which typesets the report",
            where="report",
            next_step="pip install 'sousveil[report]'",
        ) from error
    given = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(fonts)
    )
    names = [*FONTS, *sorted(given.families())] if fonts else FONTS
    data = json.dumps({**content, "fonts": names}, ensure_ascii=False)
    try:
        pdf = typst.compile(  # type: ignore[misc]  # its stubs leave the kind of input open
            read_bundled("report/report.typ"),
            sys_inputs={"data": data},
            font_paths=list(fonts),
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
            timestamp=_NO_TIME,
        )
    except typst.TypstError as error:
        raise CannotWrite(
            f"the report does not typeset: {error}",
            where="report",
            next_step="if a character has no font, name a folder of fonts with --fonts",
        ) from error
    return bytes(pdf)
