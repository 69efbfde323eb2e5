"""The texts of published pages: of the templates, of the code that fills them, of bundled data.

Names and definitions of bundled codebooks, statements of bundled findings and a few words of
the covariates are translated too; an edition of somebody's own is published in the words that
it has, marked as English.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract

if TYPE_CHECKING:
    from collections.abc import Iterator

PUBLICATION = Path("src/sousveil/publication")
DATA = Path("src/sousveil/data")
SITE_LOCALE = DATA / "catalogues"
STRESS_VERDICTS = Path("src/sousveil/findings/stress/judging.py")
"""What tells why a stress test has its verdict, in the language that it is given."""
_KEYWORDS = {"N_": None, "say": None, "say_many": (1, 2)}
_TEMPLATE_KEYWORDS = _KEYWORDS | {"_": None, "gettext": None, "ngettext": (1, 2)}
_TEMPLATE_OPTIONS = {"trimmed": "true", "newstyle_gettext": "true"}
_OWN_NAMES = ("Hong Kong", "Palestine/West Bank", "Palestine/Gaza", "Somaliland", "Zanzibar")
"""Units whose name in the index is not that of an ISO code, or that have none."""


def read_site_texts() -> Catalog:
    """Return all texts that published pages and reports show in every language."""
    texts = Catalog(charset="utf-8")
    written = (PUBLICATION, PUBLICATION / "charts", PUBLICATION / "report")
    modules = sorted(path for folder in written for path in folder.glob("*.py"))
    for path in (*modules, STRESS_VERDICTS):
        source = io.BytesIO(path.read_bytes())
        place = path.relative_to(PUBLICATION.parent).as_posix()
        for _line, message, _comments, _context in extract("python", source, keywords=_KEYWORDS):
            texts.add(message, locations=[(place, 0)])
    for path in sorted((DATA / "templates").glob("*.j2")):
        source = io.BytesIO(path.read_bytes())
        for _line, message, _comments, _context in extract(
            "jinja2.ext:babel_extract",
            source,
            keywords=_TEMPLATE_KEYWORDS,
            options=_TEMPLATE_OPTIONS,
        ):
            texts.add(message, locations=[(f"data/templates/{path.name}", 0)])
    for place, message in _read_data():
        texts.add(" ".join(message.split()), locations=[(place, 0)])
    return texts


def _read_data() -> Iterator[tuple[str, str]]:
    yield from (("data/countries.csv", name) for name in _OWN_NAMES)
    for path in sorted((DATA / "codebooks").glob("*.yaml")):
        for technology in yaml.safe_load(path.read_text("utf-8"))["technologies"]:
            texts = (technology["name"], technology["definition"])
            listed = (*technology.get("includes", ()), *technology.get("excludes", ()))
            yield from ((f"data/codebooks/{path.name}", text) for text in (*texts, *listed))
    for path in sorted((DATA / "findings").glob("*.yaml")):
        catalogue = yaml.safe_load(path.read_text("utf-8"))
        for kind in ("findings", "statistics"):
            for finding in catalogue.get(kind, ()):
                yield f"data/findings/{path.name}", finding["statement"]
    for variation in yaml.safe_load((DATA / "stress/grid.yaml").read_text("utf-8"))["variations"]:
        yield "data/stress/grid.yaml", variation["group"]
    for path in sorted((DATA / "covariates").glob("*.yaml")):
        for column in yaml.safe_load(path.read_text("utf-8"))["columns"]:
            for name in ("unit", "direction"):
                if column.get(name):
                    yield f"data/covariates/{path.name}", column[name]
