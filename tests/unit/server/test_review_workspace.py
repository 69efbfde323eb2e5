"""The workspace that tests of pages share is one that coders could work in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.review_workspace import open_review_workspace

from sousveil.pipeline.queueing import QueueFilter, list_queue
from sousveil.pipeline.viewing import open_snapshot, view_claim
from sousveil.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_every_claim_of_it_waits_and_stands_where_its_evidence_says(
    tmp_path: Path, database_url: str
) -> None:
    settings = Settings(home=tmp_path / "home", database_url=database_url)
    with open_review_workspace(settings, share=1.0) as made:
        bench = made.site.bench
        assert bench.double_coding.share == 1.0
        assert list_queue(bench, QueueFilter(), "coder").total == len(made.claims) >= 12
        view = view_claim(bench, made.claims["kenya"], "coder")
        assert view.citations[0].before is not None
        assert set(view.copies) == {made.claims["kenya-copy"], made.claims["kenya-reprint"]}
        _snapshot, data = open_snapshot(bench, made.snapshots["hostile"])
        assert b"<script>" in data
