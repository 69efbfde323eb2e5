"""A log that was exported comes back to the byte, and any change to the file is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from sousveil.errors import BadInput, CannotWrite
from sousveil.model.decision import Action
from sousveil.pipeline.auditing import export_log, import_log
from sousveil.pipeline.coding import Coding, add_claim, decide, undo
from sousveil.pipeline.queueing import QueueFilter, assign_claims, list_queue
from sousveil.pipeline.submitting import SubmissionForm, submit
from sousveil.pipeline.workbench import open_workbench
from sousveil.settings import Settings
from sousveil.store import schema
from sousveil.store.database import open_database

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.contract.conftest import Clock

    from sousveil.model.claim import Claim
    from sousveil.pipeline.workbench import Workbench
    from sousveil.store.documents import StoredDocument

ACCEPT = Coding(action=Action.ACCEPT)


@pytest.fixture
def exported(
    bench: Workbench,
    waiting: tuple[Claim, ...],
    document: StoredDocument,
    clock: Clock,
    tmp_path: Path,
) -> Path:
    """The log of a workspace in which something of everything happened."""
    decide(bench, waiting[0].claim_id, ACCEPT, "编码员", idempotency_key="k")
    reject = Coding(action=Action.REJECT, reason="“no”;\n\u2028 Ünïcode \\ \x7f")
    decide(bench, waiting[1].claim_id, reject, "coder-1")
    undo(bench, waiting[1].claim_id, "coder-1", "a slip")
    ids = [claim.claim_id for claim in waiting[2:5]]
    assign_claims(bench, ids, "coder-2", actor="editor-1")
    assign_claims(bench, ids[:1], None, actor="editor-1")
    clock.move(minutes=1)
    recode = Coding(action=Action.RECODE, reason="as it says", changes=[("status", "pilot")])
    decide(bench, ids[1], recode, "coder-2")
    fields = {"country_iso3": "KEN", "technology_code": "facial_recognition"}
    add_claim(bench, document.document_id, 0, 10, fields, "coder-1")
    submit(bench, SubmissionForm(fields=fields, evidence_url="https://news.example/a"))
    target = tmp_path / "log.jsonl"
    export_log(bench.settings, target)
    return target


@pytest.fixture
def new_workspace(tmp_path: Path) -> Settings:
    """An empty workspace on SQLite, whatever the log was exported from."""
    home = tmp_path / "new"
    return Settings(home=home, database_url=f"sqlite:///{home / 'sousveil.db'}")


def conveniences(url: str) -> dict[str, list[Any]]:
    names = ("queue_item", "queue_coder", "queue_state", "assignment")
    database = open_database(url)
    with database.reading() as connection:
        rows = {
            name: sorted(
                map(tuple, connection.execute(select(schema.metadata.tables[name]))), key=repr
            )
            for name in names
        }
    database.close()
    return rows


def test_an_import_into_an_empty_workspace_exports_the_same_bytes(
    bench: Workbench, exported: Path, new_workspace: Settings, tmp_path: Path
) -> None:
    summary = import_log(new_workspace, exported)
    assert summary.rows == len(exported.read_bytes().splitlines()) - 2
    again = tmp_path / "again.jsonl"
    export_log(new_workspace, again)
    assert again.read_bytes() == exported.read_bytes()
    codebook = tmp_path / "codebook.yaml"
    codebook.write_text(bench.codebook_text, encoding="utf-8")
    with open_workbench(new_workspace, str(codebook)) as opened:
        assert list_queue(opened, QueueFilter(), "coder-1").total == 9
    assert conveniences(new_workspace.database_url) == conveniences(bench.settings.database_url)


def test_what_came_back_is_worked_on(exported: Path, new_workspace: Settings) -> None:
    import_log(new_workspace, exported)
    with open_workbench(new_workspace) as opened:
        item = list_queue(opened, QueueFilter(), "coder-1").items[0]
        assert decide(opened, item.claim_id, ACCEPT, "coder-1").number == 5


def test_a_log_is_not_imported_over_another(bench: Workbench, exported: Path) -> None:
    with pytest.raises(CannotWrite, match="not empty"):
        import_log(bench.settings, exported)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_change_to_any_line_is_refused_by_its_number(
    exported: Path, new_workspace: Settings, tmp_path: Path
) -> None:
    lines = exported.read_bytes().splitlines(keepends=True)
    for number, line in enumerate(lines, start=1):
        middle = len(line) // 2
        other = b"0" if line[middle : middle + 1] != b"0" else b"1"
        changed = [*lines]
        changed[number - 1] = line[:middle] + other + line[middle + 1 :]
        refuse(changed, number, new_workspace, tmp_path)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_line_that_is_gone_moved_doubled_or_added_is_refused(
    exported: Path, new_workspace: Settings, tmp_path: Path
) -> None:
    lines = exported.read_bytes().splitlines(keepends=True)
    refuse(lines[:4] + lines[5:], 5, new_workspace, tmp_path)
    refuse([*lines[:4], lines[5], lines[4], *lines[6:]], 5, new_workspace, tmp_path)
    refuse([*lines[:4], lines[3], *lines[4:]], 5, new_workspace, tmp_path)
    refuse([*lines, lines[-1]], len(lines) + 1, new_workspace, tmp_path)
    refuse(lines[:-1], len(lines), new_workspace, tmp_path)
    refuse([*lines[:-1], lines[-1].rstrip()], len(lines), new_workspace, tmp_path)
    refuse(lines[1:], 1, new_workspace, tmp_path)
    refuse([], 1, new_workspace, tmp_path)


def refuse(lines: list[bytes], number: int, workspace: Settings, tmp_path: Path) -> None:
    path = tmp_path / "changed.jsonl"
    path.write_bytes(b"".join(lines))
    with pytest.raises(BadInput) as caught:
        import_log(workspace, path)
    assert caught.value.where == f"{path}:{number}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_after_a_refused_file_the_right_one_is_taken(
    exported: Path, new_workspace: Settings, tmp_path: Path
) -> None:
    lines = exported.read_bytes().splitlines(keepends=True)
    refuse(lines[:-1], len(lines), new_workspace, tmp_path)
    import_log(new_workspace, exported)
