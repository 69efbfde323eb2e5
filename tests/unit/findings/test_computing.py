from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from sousveil import data
from sousveil.editions.opening import open_edition
from sousveil.errors import EditionCorrupt, NotFound, QueryFailed
from sousveil.findings import catalogue as catalogue_module
from sousveil.findings.catalogue import load_catalogue
from sousveil.findings.computing import compute_finding, compute_findings, run_sql
from sousveil.findings.replication import replicate
from sousveil.model.decision import Action, Decision
from sousveil.model.finding import FindingQuery, Replication, Unit
from sousveil.pipeline import freeze, open_workspace
from sousveil.settings import read_settings
from sousveil.store.claim_store import ClaimStore
from sousveil.store.decision_log import append_decisions

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.editions.opening import Edition
    from sousveil.model.claim import Claim
    from sousveil.settings import Settings


def test_computing_every_finding_never_reads_what_was_published(
    frozen_2019: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, asked = data.read_bundled, []

    def refuse_published(name: str) -> bytes:
        asked.append(name)
        if name.startswith("published/"):
            raise AssertionError(f"{name} was read")
        return read(name)

    monkeypatch.setattr(data, "read_bundled", refuse_published)
    monkeypatch.setattr(catalogue_module, "read_bundled", refuse_published)
    with frozen_2019.connect() as connection:
        findings = compute_findings(connection, load_catalogue("aigs-2019"))
    assert {f.query.finding_id: f.value for f in findings}["any-ai-surveillance"] == 75
    assert any(name.startswith("findings/") for name in asked)


def decide_all(
    settings: Settings, about: str, action: Action, changes: tuple[tuple[str, str], ...] = ()
) -> list[Claim]:
    """Decide anew on all claims about a country; give them."""
    with open_workspace(settings) as database:
        with database.reading() as connection:
            claims = [c for c in ClaimStore(connection).read_claims() if c.country_iso3 == about]
        with database.writing() as connection:
            append_decisions(
                connection,
                [
                    Decision(
                        claim_id=claim.claim_id,
                        action=action,
                        coder="ada",
                        reason="a test",
                        decided_at="2026-11-24T00:00:00Z",
                        changes=changes,
                    )
                    for claim in claims
                ],
            )
    return claims


def test_rejecting_the_claims_about_one_country_changes_the_counts_that_it_was_in(
    tmp_path: Path, frozen_2019: Edition
) -> None:
    settings = read_settings({}, home=str(tmp_path / "home"))
    freeze(settings, "aigs-2019", tmp_path / "before")
    claims = decide_all(settings, "KEN", Action.REJECT)
    freeze(settings, "aigs-2019", tmp_path / "after")
    before, after = (
        {r.finding.query.finding_id: r for r in replicate(open_edition(tmp_path / name))}
        for name in ("before", "after")
    )
    gone = {
        finding_id: (result.finding.value, after[finding_id].finding.value)
        for finding_id, result in before.items()
        if result.finding.value != after[finding_id].finding.value
    }
    expected = {"any-ai-surveillance": (75, 74), "chinese-supply": (63, 62), "huawei": (49, 48)}
    assert expected.items() <= gone.items()
    assert after["any-ai-surveillance"].verdict is Replication.DIFFERS
    assert after["chinese-soft-loans"].finding.value == "Laos, Mongolia, Uganda, Uzbekistan"
    ticked = {claim.technology_code for claim in claims if claim.technology_code}
    for code in ("smart_city", "facial_recognition", "smart_policing"):
        assert (code.replace("_", "-") in gone) == (code in ticked)


def test_the_reasons_numbers_are_counted_anew_for_a_changed_edition(tmp_path: Path) -> None:
    settings = read_settings({}, home=str(tmp_path / "home"))
    freeze(settings, "aigs-2019", tmp_path / "before")
    decide_all(settings, "OMN", Action.RECODE, (("country_iso3", "YEM"),))
    decide_all(settings, "ARE", Action.REJECT)
    freeze(settings, "aigs-2019", tmp_path / "after")
    reasons = [
        {r.finding.query.finding_id: r.reason for r in replicate(open_edition(tmp_path / name))}
        for name in ("before", "after")
    ]
    assert "53" in reasons[0]["smart-policing"]
    assert "53" not in reasons[1]["smart-policing"]


def test_a_finding_without_a_query_has_no_value(frozen_2019: Edition) -> None:
    query = FindingQuery(finding_id="f", statement="s", unit=Unit.COUNTRIES, why_not="not printed")
    with frozen_2019.connect() as connection:
        assert compute_finding(connection, query).value is None


@pytest.mark.parametrize(
    "sql",
    [
        "SELEKT 1",
        "SELECT nothing FROM cells",
        "SELECT * FROM claims WHERE $unbound",
        "",
        "-- nothing",
    ],
)
def test_sql_that_does_not_run_says_so_and_where(frozen_2019: Edition, sql: str) -> None:
    with frozen_2019.connect() as connection, pytest.raises(QueryFailed) as caught:
        run_sql(connection, sql, {}, where="finding f")
    assert caught.value.where == "finding f"
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT country_iso3 AS value FROM units", "176 rows"),
        ("SELECT 1 AS number", "number"),
        ("SELECT 1 AS value WHERE false", "0 rows"),
    ],
)
def test_a_query_that_does_not_give_one_value_is_refused(
    frozen_2019: Edition, monkeypatch: pytest.MonkeyPatch, sql: str, says: str
) -> None:
    monkeypatch.setattr("sousveil.findings.catalogue.load_sql", lambda _query: sql)
    query = FindingQuery(finding_id="f", statement="s", unit=Unit.COUNTRIES, query="made_up")
    with frozen_2019.connect() as connection, pytest.raises(QueryFailed, match=says) as caught:
        compute_finding(connection, query)
    assert caught.value.where == "finding f"
    assert "SQL" in caught.value.next_step


def test_only_the_parameters_that_the_sql_names_are_passed(frozen_2019: Edition) -> None:
    with frozen_2019.connect() as connection:
        columns, rows = run_sql(
            connection, "SELECT $a + 1 AS value", {"a": 1, "unused": "x"}, where="f"
        )
    assert (columns, rows) == (("value",), ((2,),))


HOSTILE_READS = (
    "SELECT * FROM read_csv('/etc/hosts', header = false, columns = {'a': 'VARCHAR'})",
    "SELECT * FROM read_text('/etc/hosts')",
    "SELECT * FROM read_text('{folder}/../secret.txt')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM 'https://127.0.0.1:9/x.csv'",
)
HOSTILE_STATEMENTS = (
    "COPY (SELECT 1) TO '{outside}/stolen.csv'",
    "ATTACH '{outside}/new.db'",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
    "RESET lock_configuration",
    "PRAGMA memory_limit = '64GB'",
    "INSTALL httpfs",
    "LOAD '{outside}/extension'",
)


@pytest.mark.parametrize("sql", HOSTILE_READS + HOSTILE_STATEMENTS)
def test_sql_cannot_leave_the_folder_of_the_edition(
    frozen_2019: Edition, tmp_path: Path, sql: str
) -> None:
    (frozen_2019.folder.parent / "secret.txt").write_text("secret")
    text = sql.replace("{folder}", str(frozen_2019.folder)).replace("{outside}", str(tmp_path))
    with frozen_2019.connect() as connection:
        with pytest.raises(duckdb.Error):
            connection.execute(text)
        with pytest.raises(QueryFailed):
            run_sql(connection, text, {}, where="hostile")
    assert list(tmp_path.iterdir()) == []


def test_sql_can_read_the_tables_of_the_edition_it_cannot_leave(frozen_2019: Edition) -> None:
    with frozen_2019.connect() as connection:
        _columns, rows = run_sql(connection, "SELECT count(*) FROM cells", {}, where="f")
    assert rows == ((176 * 3,),)


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '{folder}/cells.parquet'",
        "COPY (SELECT 1) TO '{folder}/new.csv'",
        "ATTACH '{folder}/new.db'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{folder}/new.csv'",
        "SELECT 1 AS value; COPY (SELECT 1) TO '{folder}/new.csv'",
        "EXPORT DATABASE '{folder}/all'",
    ],
)
def test_sql_cannot_write_into_the_folder_of_the_edition(
    frozen_2019: Edition, tmp_path: Path, sql: str
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(frozen_2019.folder, copy)
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    with open_edition(copy).connect() as connection, pytest.raises(QueryFailed):
        run_sql(connection, sql.replace("{folder}", str(copy)), {}, where="hostile")
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before


@pytest.mark.parametrize("name", ["cells.csv", "supply.parquet", "codebook.yaml"])
def test_an_edition_with_an_altered_file_is_refused_and_the_file_named(
    frozen_2019: Edition, tmp_path: Path, name: str
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(frozen_2019.folder, copy)
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(EditionCorrupt, match=name) as caught:
        open_edition(copy)
    assert caught.value.where == str(copy)


def test_every_missing_and_altered_file_of_an_edition_is_named(
    frozen_2019: Edition, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(frozen_2019.folder, copy)
    (copy / "units.csv").unlink()
    (copy / "claims.csv").write_text("")
    with pytest.raises(EditionCorrupt) as caught:
        open_edition(copy)
    assert "units.csv is missing" in caught.value.what
    assert "claims.csv is not the file in the manifest" in caught.value.what


def test_a_catalogue_is_not_had_for_a_codebook_without_one() -> None:
    with pytest.raises(NotFound, match="no findings"):
        load_catalogue("aigs-1999")


def test_a_finding_is_found_by_its_id_and_another_is_not() -> None:
    catalogue = load_catalogue("aigs-2019")
    assert catalogue.find("nec").parameters == {"vendor": "nec"}
    assert catalogue.find("adoption-model").finding_id == "adoption-model"
    with pytest.raises(NotFound) as caught:
        catalogue.find("nek")
    assert "nec" in caught.value.next_step
