"""Django's tables beside the store's: its own, made once, and nothing of the index touched."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, inspect

from sousveil.server.database_settings import describe_database
from sousveil.store.database import open_database

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.review_server import ReviewSite
    from tests.servers.site_copies import Sites


def test_only_tables_of_the_server_s_own_applications_are_added(site: ReviewSite) -> None:
    url = site.bench.settings.database_url
    before = _tables_of_the_store(site)
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    added = set(inspect(engine).get_table_names()) - before
    engine.dispose()
    assert {"account_account", "account_session", "account_token"} <= added
    assert {name.partition("_")[0] for name in added} <= {"account", "axes", "intake", "django"}
    assert {name for name in added if name.startswith("django")} == {"django_migrations"}


def test_the_store_opens_a_database_that_has_accounts(site: ReviewSite) -> None:
    open_database(site.bench.settings.database_url).close()


@pytest.mark.usefixtures("site_on_sqlite")
def test_the_migrations_make_what_the_models_say() -> None:
    from django.core.management import call_command  # noqa: PLC0415

    call_command("makemigrations", "account", check=True, dry_run=True, verbosity=0)


def test_the_framework_s_own_deployment_checks_find_nothing_here(sites_on_sqlite: Sites) -> None:
    from django.core.checks import run_checks  # noqa: PLC0415

    from sousveil.server.options import ServerOptions  # noqa: PLC0415

    with sites_on_sqlite.empty(ServerOptions(proxy="127.0.0.1")):
        found = {issue.id for issue in run_checks(include_deployment_checks=True)}
    # Subdomains of the site's name, and a browser's list of HSTS sites, are not ours to say.
    assert found <= {"security.W005", "security.W021"}


def test_sqlite_takes_its_lock_when_a_transaction_begins(site_on_sqlite: ReviewSite) -> None:
    from django.db import connection  # noqa: PLC0415

    assert site_on_sqlite.application is not None
    with connection.cursor() as cursor:
        pragmas = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in _PRAGMAS}
    assert pragmas == _PRAGMAS
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_the_parts_of_a_postgresql_address_reach_the_driver() -> None:
    described = describe_database("postgresql://ann:p%40ss@db.example:6432/index?sslmode=require")
    assert {key: described[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "index",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
    }
    assert described["OPTIONS"] == {"sslmode": "require"}


def test_two_that_open_a_new_workspace_at_once_both_find_its_tables(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sousveil", "--home", str(tmp_path), "account", "list"]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _number in range(3)
    ]
    assert [process.communicate()[1] for process in running] == [b""] * 3
    assert [process.returncode for process in running] == [0] * 3


_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def _tables_of_the_store(site: ReviewSite) -> set[str]:
    from sousveil.store.schema import metadata  # noqa: PLC0415

    assert site.bench is not None
    return {table.name for table in metadata.sorted_tables} | {"alembic_version"}
