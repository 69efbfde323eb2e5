"""Audit: every change with actor, time and reason in one time line; the log out and in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.decisions.drawing import draw_limit
from sousveil.pipeline.exporting import ExportSummary, export_log, import_log
from sousveil.store.history import Blinding, History, HistoryFilter, HistoryItem

if TYPE_CHECKING:
    from sousveil.pipeline.workbench import Workbench

__all__ = [
    "ExportSummary",
    "HistoryFilter",
    "HistoryItem",
    "HistoryPage",
    "export_log",
    "import_log",
    "read_history",
]

CHANGES_PER_PAGE = 50


@frozen(kw_only=True)
class HistoryPage:
    """Some of the changes that are wanted, the newest first: page ``page`` of ``pages``, from 1."""

    items: tuple[HistoryItem, ...]
    total: int
    page: int
    pages: int


def read_history(
    bench: Workbench,
    wanted: HistoryFilter,
    page: int = 1,
    *,
    coder: str | None = None,
    per_page: int = CHANGES_PER_PAGE,
) -> HistoryPage:
    """Return a page of decisions and other changes; a page after the last one is the last one.

    ``coder`` is a reader who decides on claims and must not see what others made of a drawn
    claim that waits; None sees everything.
    """
    blinding = None
    if coder is not None:
        blinding = Blinding(coder=coder, limit=draw_limit(bench.double_coding.share))
    with bench.reading_queue() as connection:
        history = History(connection, blinding)
        total = history.count(wanted)
        pages = max(1, -(-total // per_page))
        page = min(max(1, page), pages)
        items = history.page(wanted, limit=per_page, offset=(page - 1) * per_page)
    return HistoryPage(items=tuple(items), total=total, page=page, pages=pages)
