"""Make the report of an edition: its figures and those of the site are one, then a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.model.identifiers import sha256_of
from sousveil.model.progress import Stage, keep_silent
from sousveil.pipeline.publishing import gather_publication
from sousveil.publication.collection import collect_editions
from sousveil.publication.languages import load_language
from sousveil.publication.report.content import describe_report
from sousveil.publication.report.typesetting import find_fonts, typeset
from sousveil.staging import write_whole

if TYPE_CHECKING:
    from sousveil.model.progress import Report
    from sousveil.settings import Settings


@frozen(kw_only=True)
class ReportWish:
    """Which report: of an edition, compared to an earlier one, in a language, with more fonts."""

    edition: str
    since: str | None = None
    language: str = "en"
    fonts: tuple[Path, ...] = ()


@frozen(kw_only=True)
class ReportSummary:
    """What was written; the same wish gives the same hash."""

    edition_id: str
    size_bytes: int
    sha256: str


def make_report(
    settings: Settings,
    wish: ReportWish,
    target: Path,
    report: Report = keep_silent,
) -> ReportSummary:
    """Write the report of an edition as a PDF.

    Raises:
        NotFound: no such edition, or Typst is not installed.
        BadInput: both editions are of one codebook.
        CannotWrite: the document does not typeset, or the disk does not take it.
    """
    names = (wish.edition,) if wish.since is None else (wish.since, wish.edition)
    publications = [gather_publication(settings, name, report) for name in names]
    Stage("typesetting", report).tell()
    collection = collect_editions(publications).in_language(load_language(wish.language))
    pdf = typeset(describe_report(collection), (*find_fonts(wish.language), *wish.fonts))
    write_whole(target, pdf)
    return ReportSummary(
        edition_id=publications[-1].edition.manifest.edition_id,
        size_bytes=len(pdf),
        sha256=sha256_of(pdf),
    )
