"""``sousveil claim extract --from``: propose claims of a folder of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sousveil.cli.progress import showing_bars
from sousveil.model.progress import Stage
from sousveil.pipeline.extracting_folders import (
    FolderTaker,
    doubled_names,
    list_texts,
    search_folder,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sousveil.claims.candidate import Extractor

SHOWN = 10


def search_texts(
    folder: Path, extractor: Extractor, put: Callable[[dict[str, Any]], None], *, workers: int
) -> list[tuple[str, str]]:
    """Hand over the claims of a folder; return the files that failed, and why.

    Raises:
        BadInput: the folder has no text file.
    """
    paths = list_texts(folder)
    doubled = doubled_names(paths)
    if doubled:
        shown = ", ".join(doubled[:SHOWN])
        click.echo(
            f"note: claims of several files have the same id, their stem ({len(doubled)} stems):"
            f" {shown}",
            err=True,
        )
    failed: list[tuple[str, str]] = []
    with showing_bars() as report:
        stage = Stage("extracting", report)
        taker = FolderTaker(
            claim=put,
            failure=lambda name, reason: failed.append((name, reason)),
            tell=lambda done: stage.tell(done, len(paths), "documents"),
        )
        search_folder(paths, extractor, taker, workers=workers)
    return failed
