"""Runs of either database freeze into the same table, and only those that came to their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.editions.opening import open_edition
from sousveil.model.collection import Channel, Run, SearchEffort
from sousveil.model.source import SourceKind
from sousveil.pipeline import freeze
from sousveil.settings import Settings
from sousveil.store.collection_store import add_channel, finish_run, start_run

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.store.database import Database

ROWS = '''\
run_id,channel_kind,channel_name,query,languages,outlet,countries,from_date,to_date,\
documents_read,finished_at
run_b,folder,reports,,,,,,,7,2026-01-02T00:00:00Z
run_a,folder,reports,"cameras, ""faces""",en;sw,The Example,KEN;UGA,2025-01-01,2025-12-31,3,\
2026-01-03T00:00:00Z
run_c,folder,reports,,sw,,TZA,,,0,2026-01-03T00:00:00Z
'''


def make_run(run_id: str, effort: SearchEffort, **end: object) -> Run:
    return Run(
        run_id=run_id,
        channel_id="chn_1",
        started_at="2026-01-01T00:00:00Z",
        effort=effort,
        **end,  # type: ignore[arg-type]
    )


def test_the_finished_runs_of_a_store_are_in_the_edition_in_the_order_of_their_ends(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    full = SearchEffort(
        query='cameras, "faces"',
        outlet="The Example",
        languages=("sw", "en"),
        countries=("UGA", "KEN"),
        from_date="2025-01-01",
        to_date="2025-12-31",
    )
    tanzania = SearchEffort(languages=("sw",), countries=("TZA",))
    ended = [
        make_run("run_c", tanzania, finished_at="2026-01-03T00:00:00Z", documents_read=0),
        make_run("run_a", full, finished_at="2026-01-03T00:00:00Z", documents_read=3),
        make_run("run_b", SearchEffort(), finished_at="2026-01-02T00:00:00Z", documents_read=7),
    ]
    channel = Channel(
        channel_id="chn_1",
        kind="folder",
        location="/srv/ada/reports",
        source_kind=SourceKind.NGO_REPORT,
        effort=full,
        added_at="2026-01-01T00:00:00Z",
    )
    with database.writing() as connection:
        add_channel(connection, channel)
        for run in (*ended, make_run("run_d", SearchEffort(countries=("RWA",)))):
            start_run(connection, run)
        for run in ended:
            finish_run(connection, run)
    settings = Settings(home=tmp_path / "home", database_url=database_url)
    manifest = freeze(settings, "sousveil", tmp_path / "edition")
    text = (tmp_path / "edition" / "search_effort.csv").read_text(encoding="utf-8")
    assert text == ROWS
    assert freeze(settings, "sousveil", tmp_path / "again") == manifest
    smart_city = {
        row["country_iso3"]: row["blank_reason"]
        for row in open_edition(tmp_path / "edition").rows("cells")
        if row["technology_code"] == "smart_city"
    }
    searched = {iso3 for iso3, reason in smart_city.items() if reason != "not_searched"}
    assert searched == {"KEN", "UGA"}
    assert smart_city["KEN"] == "searched_nothing_found"
