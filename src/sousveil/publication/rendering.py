"""Render view models as HTML: everything from data is escaped, nothing undefined passes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from sousveil.data import read_bundled
from sousveil.publication.site_paths import root_of

if TYPE_CHECKING:
    from pathlib import Path

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
"""Controls, and the marks that turn the direction of the text around them."""


def show_unseen(value: Any) -> Any:
    r"""Make characters visible that would act unseen; a quote keeps them in a form to read.

    >>> show_unseen("abc\u202edef")
    'abc[U+202E]def'
    """
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", value)
    return value


class Renderer:
    """Writes pages below one folder; ``shared`` is what every template may use."""

    def __init__(self, folder: Path, **shared: Any) -> None:
        self._folder = folder
        self._environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(_load_template),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            finalize=show_unseen,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.globals.update(shared)

    def write_page(self, path: str, template: str, **values: Any) -> None:
        """Render a template and write it as the page at a path of the site."""
        text = self._environment.get_template(f"{template}.html.j2").render(
            values, here=path, root=root_of(path)
        )
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def _load_template(name: str) -> str:
    return read_bundled(f"templates/{name}").decode()
