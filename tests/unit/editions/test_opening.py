from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from sousveil.editions.opening import Edition, open_edition
from sousveil.errors import EditionCorrupt, NotFound
from sousveil.pipeline import freeze
from sousveil.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    home = tmp_path_factory.mktemp("opening")
    freeze(read_settings({}, home=str(home)), "aigs-2019", home / "edition")
    return open_edition(home / "edition")


def test_the_folder_of_an_edition_may_have_any_name(edition: Edition, tmp_path: Path) -> None:
    for name in ("it's", "a[1]b", "what*", "50% {x}", "ünïcode 版"):
        copy = tmp_path / name
        shutil.copytree(edition.folder, copy)
        with open_edition(copy).connect() as connection:
            assert connection.execute("SELECT count(*) FROM units").fetchone() == (176,)


def test_every_table_is_a_view_and_has_as_many_rows_as_the_manifest_says(edition: Edition) -> None:
    counted = {f.path: f.rows for f in edition.manifest.files if f.rows is not None}
    with edition.connect() as connection:
        for name in edition.tables:
            found = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
            assert found == (counted[f"{name}.csv"],)
            assert counted[f"{name}.parquet"] == counted[f"{name}.csv"]
            assert len(list(edition.rows(name))) == counted[f"{name}.csv"]


def test_rows_have_typed_values(edition: Edition) -> None:
    kenya = next(row for row in edition.rows("units") if row["country_iso3"] == "KEN")
    assert (kenya["country_numeric"], kenya["cow_code"], kenya["is_listed"]) == ("404", 501, True)


def test_a_table_that_an_edition_does_not_have_is_not_found(edition: Edition) -> None:
    with pytest.raises(NotFound, match="no table 'cell'") as caught:
        next(edition.rows("cell"))
    assert "cells" in caught.value.next_step


def test_a_folder_that_is_no_edition_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"manifest\.json"):
        open_edition(tmp_path)


def test_a_manifest_that_is_not_readable_is_corrupt(edition: Edition, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(edition.folder, copy)
    (copy / "manifest.json").write_text('{"edition_id": ')
    with pytest.raises(EditionCorrupt):
        open_edition(copy)


def test_a_manifest_that_was_changed_is_corrupt(edition: Edition, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(edition.folder, copy)
    text = (copy / "manifest.json").read_text()
    (copy / "manifest.json").write_text(text.replace('"log_count": ', '"log_count": 1'))
    with pytest.raises(EditionCorrupt, match=r"manifest\.json"):
        open_edition(copy)


def test_one_connection_to_an_edition_does_not_disturb_another(edition: Edition) -> None:
    with edition.connect() as first, edition.connect() as second:
        first.execute("CREATE OR REPLACE VIEW cells AS SELECT 1 AS one")
        assert second.execute("SELECT count(*) FROM cells").fetchone() == (528,)


def test_the_configuration_of_a_connection_is_locked(edition: Edition) -> None:
    with edition.connect() as connection, pytest.raises(duckdb.Error, match="locked"):
        connection.execute("SET threads = 1")
