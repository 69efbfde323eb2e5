"""What of a search can be published, and which countries it lets one call searched."""

from __future__ import annotations

import pytest

from sousveil.model.collection import Channel, FinishedRun, Run, SearchEffort, finished_runs
from sousveil.model.source import SourceKind


def make_channel(location: str, kind: str = "folder") -> Channel:
    return Channel(
        channel_id="chn_1",
        kind=kind,
        location=location,
        source_kind=SourceKind.MEDIA_REPORT,
        effort=SearchEffort(),
        added_at="2026-01-01T00:00:00Z",
    )


def make_finished(effort: SearchEffort, documents_read: int = 1) -> FinishedRun:
    return FinishedRun(
        run_id="run_1",
        channel_kind="folder",
        channel_name="reports",
        effort=effort,
        documents_read=documents_read,
        finished_at="2026-01-02T00:00:00Z",
    )


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("https://example.org/news/feed.xml", "https://example.org/news/feed.xml"),
        ("HTTPS://ada:secret@example.org:8443/feed?key=secret#x", "HTTPS://example.org:8443/feed"),
        ("http://example.org?token=secret", "http://example.org"),
        ("https://example.org/@ada/feed", "https://example.org/@ada/feed"),
        ("/srv/ada/private/reports/", "reports"),
        ("./reports/**/*.pdf", "reports"),
        ("C:\\Users\\ada\\reports", "reports"),
        ("file:///srv/ada/reports.warc.gz", "reports.warc.gz"),
        ("sftp://ada:secret@files.example", "files.example"),
        ("zip://*.html::file:///srv/ada/pages.zip", "pages.zip"),
        ("s3://bucket/press?key=secret", "press"),
        ("*", "folder"),
        ("/", "folder"),
    ],
)
def test_the_public_name_of_a_channel_has_no_account_key_or_path_of_a_machine(
    location: str, name: str
) -> None:
    assert make_channel(location).public_name == name


def test_a_run_covers_the_countries_in_focus_if_it_read_a_document() -> None:
    effort = SearchEffort(countries=("KEN", "UGA"))
    assert make_finished(effort).covered_countries == {"KEN", "UGA"}
    assert make_finished(effort, documents_read=0).covered_countries == set()


def test_a_run_without_a_country_in_focus_covers_no_single_country() -> None:
    assert make_finished(SearchEffort(languages=("sw",))).covered_countries == set()


def test_only_runs_that_came_to_their_end_are_finished_with_codes_sorted_and_each_once() -> None:
    effort = SearchEffort(languages=("sw", "en", "sw"), countries=("UGA", "KEN", "UGA"))
    runs = [
        Run(
            run_id=f"run_{number}",
            channel_id="chn_1",
            started_at="2026-01-01T00:00:00Z",
            finished_at=finished_at,
            effort=effort,
            documents_read=3,
        )
        for number, finished_at in enumerate(("2026-01-02T00:00:00Z", None))
    ]
    (found,) = finished_runs([make_channel("/srv/reports")], runs)
    assert (found.run_id, found.channel_name, found.documents_read) == ("run_0", "reports", 3)
    assert (found.effort.languages, found.effort.countries) == (("en", "sw"), ("KEN", "UGA"))
