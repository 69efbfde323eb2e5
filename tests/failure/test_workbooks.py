"""A workbook that is not the published table is refused by name, and nothing of it is stored."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest

from sousveil.errors import BadInput
from sousveil.pipeline import open_workspace, read_bundled_table
from sousveil.settings import read_settings
from sousveil.sources.published_table import MAX_UNPACKED_BYTES, read_workbook
from sousveil.store.claim_store import ClaimStore
from sousveil.store.decision_log import DecisionLog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    from openpyxl.worksheet.worksheet import Worksheet

COUNTRY, TICK, OTHERS, COMPANY = 1, 12, 18, 19


@pytest.fixture
def import_bytes(
    tmp_path: Path, run: Callable[..., CompletedProcess[str]]
) -> Callable[[bytes], CompletedProcess[str]]:
    """A function that writes a file and imports it as the workbook of 2022."""

    def call(data: bytes) -> CompletedProcess[str]:
        (tmp_path / "book.xlsx").write_bytes(data)
        arguments = ("edition", "import", "aigs-2022", tmp_path / "book.xlsx", "--format", "csv")
        return run("--home", tmp_path / "home", *arguments)

    return call


@pytest.fixture
def refuse(
    tmp_path: Path, import_bytes: Callable[[bytes], CompletedProcess[str]]
) -> Callable[..., None]:
    """A function that imports a file and expects these words, exit status 3 and an empty log."""

    def call(data: bytes, *words: str) -> None:
        result = import_bytes(data)
        assert result.returncode == 3, result
        assert result.stdout == ""
        for word in (str(tmp_path / "book.xlsx"), "\n  next: ", *words):
            assert word in result.stderr
        with (
            open_workspace(read_settings({}, home=str(tmp_path / "home"))) as database,
            database.reading() as connection,
        ):
            assert DecisionLog(connection).head().count == 0
            assert list(ClaimStore(connection).read_claims()) == []
            assert ClaimStore(connection).read_sources() == []
            assert ClaimStore(connection).read_issues([]) == []
        assert not (tmp_path / "home" / "blobs").exists()

    return call


def test_the_unedited_workbook_is_imported(
    make_workbook: Callable[..., bytes],
    import_bytes: Callable[[bytes], CompletedProcess[str]],
    run: Callable[..., CompletedProcess[str]],
    tmp_path: Path,
) -> None:
    assert import_bytes(make_workbook()).returncode == 0
    log = run("--home", tmp_path / "home", "log", "verify", "--format", "csv")
    assert int(log.stdout.splitlines()[1].split(",")[1]) > 10


@pytest.mark.parametrize("percent", [0, 1, 50, 99])
def test_a_truncated_workbook_is_refused(
    make_workbook: Callable[..., bytes], refuse: Callable[..., None], percent: int
) -> None:
    data = make_workbook()
    end = len(data) * percent // 100
    refuse(data[:end], "not a whole XLSX workbook", "fetch the file again")


def test_bytes_that_are_no_archive_are_refused(refuse: Callable[..., None]) -> None:
    noise = random.Random(1).randbytes(20_000)  # noqa: S311  # noise, not a secret
    for data in (noise, b"PK\x03\x04" * 50, b"Country,Region\n"):
        refuse(data, "not a whole XLSX workbook")


def test_an_archive_that_is_no_workbook_is_refused(refuse: Callable[..., None]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("notes.txt", "no workbook")
    refuse(buffer.getvalue(), "not readable as an XLSX workbook")


def test_a_workbook_without_a_part_is_refused(
    make_workbook: Callable[..., bytes], refuse: Callable[..., None]
) -> None:
    data = make_workbook()
    for missing in ("[Content_Types].xml", "xl/workbook.xml"):
        refuse(repack(data, {missing: None}), "not readable as an XLSX workbook")
    refuse(repack(data, {"xl/worksheets/sheet1.xml": None}), "has no sheet 'AIGS 2022'")


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(refuse: Callable[..., None]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(MAX_UNPACKED_BYTES + 1))
    assert len(buffer.getvalue()) < 100_000
    refuse(buffer.getvalue(), "unpacks to 67,108,865 bytes; at most 67,108,864")


def test_an_archive_that_lies_about_its_size_is_refused(refuse: Callable[..., None]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(MAX_UNPACKED_BYTES + 1))
    data = buffer.getvalue()
    lie = data.replace(struct.pack("<L", MAX_UNPACKED_BYTES + 1), struct.pack("<L", 10))
    assert lie != data
    refuse(lie, "damaged in its part 'xl/workbook.xml'")


def test_xml_that_expands_itself_is_refused(
    make_workbook: Callable[..., bytes], refuse: Callable[..., None]
) -> None:
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "boom" * 10}">' for n in range(9)
    )
    bomb = f'<?xml version="1.0"?><!DOCTYPE workbook [{entities}]><workbook>&e8;</workbook>'
    data = repack(make_workbook(), {"xl/workbook.xml": bomb.encode()})
    refuse(data, "not readable as an XLSX workbook")


def test_xml_that_reads_other_files_is_refused(
    make_workbook: Callable[..., bytes], refuse: Callable[..., None]
) -> None:
    attack = (
        b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b"<workbook>&x;</workbook>"
    )
    data = repack(make_workbook(), {"xl/workbook.xml": attack})
    refuse(data, "not readable as an XLSX workbook")


def test_damage_anywhere_is_refused_or_harmless(make_workbook: Callable[..., bytes]) -> None:
    data = make_workbook()
    _table, layout = read_bundled_table("aigs-2022")
    whole = read_workbook(data, layout, where="book.xlsx")
    chance = random.Random(20221109)  # noqa: S311  # noise, not a secret
    refused = 0
    for _ in range(150):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(data))] = chance.randrange(256)
        try:
            assert read_workbook(bytes(damaged), layout, where="book.xlsx") == whole
        except BadInput:
            refused += 1
    assert refused > 100


def test_a_workbook_without_the_sheet_is_refused(
    make_workbook: Callable[..., bytes], refuse: Callable[..., None]
) -> None:
    refuse(
        make_workbook(sheet="Sheet1"),
        "no sheet 'AIGS 2022'; it has 'Sheet1'",
        "as it was published",
    )


def test_an_empty_sheet_is_refused(
    make_workbook: Callable[..., bytes], refuse: Callable[..., None]
) -> None:
    def empty(sheet: Worksheet) -> None:
        sheet.delete_rows(1, sheet.max_row)

    refuse(make_workbook(empty), "no column 'Country'", "no column 'Company 5'")


def test_all_missing_unknown_and_doubled_columns_are_listed(
    make_workbook: Callable[..., bytes], refuse: Callable[..., None]
) -> None:
    def retitle(sheet: Worksheet) -> None:
        sheet.cell(1, 2).value = "region"
        sheet.cell(1, 13).value = "Smart Policing"

    refuse(
        make_workbook(retitle),
        "sheet 'AIGS 2022', row 1",
        "no column 'Region'",
        "column 'region' is not in the layout",
        "no column 'Facial Recognition System'",
        "column 'Smart Policing' stands twice",
    )


def test_a_sheet_that_spans_too_far_is_refused(
    make_workbook: Callable[..., bytes], refuse: Callable[..., None]
) -> None:
    def stretch(sheet: Worksheet) -> None:
        sheet.cell(10_001, 1).value = "x"

    refuse(make_workbook(stretch), "spans 10001 rows", "delete the empty rows")


def test_all_unknown_countries_and_ticks_are_listed_with_their_rows(
    make_workbook: Callable[..., bytes],
    import_bytes: Callable[[bytes], CompletedProcess[str]],
    tmp_path: Path,
) -> None:
    def spoil(sheet: Worksheet) -> None:
        sheet.cell(2, COUNTRY).value = "Atlantis"
        sheet.cell(3, TICK).value = "maybe"
        sheet.cell(4, TICK + 4).value = 2
        sheet.cell(5, OTHERS).value = "Israel, Lemuria"
        sheet.cell(6, COUNTRY).value = None

    result = import_bytes(make_workbook(spoil))
    assert result.returncode == 3
    for problem in (
        "row 2, Country: unknown country 'Atlantis'",
        "row 3, Safe City System: 'maybe' is neither yes nor no",
        "row 4, China Tech: '2' is neither yes nor no",
        "row 5, Other Countries: unknown country 'Lemuria'",
        "row 6, Country: unknown country ''",
    ):
        assert f"  {problem}\n" in result.stderr
    assert "error InvalidData: " in result.stderr
    assert "sheet 'AIGS 2022'" in result.stderr
    assert "next: correct the cells named" in result.stderr
    assert str(tmp_path / "book.xlsx") in result.stderr
    assert not (tmp_path / "home").exists()


def test_an_unknown_vendor_is_reported_and_its_claim_kept(
    make_workbook: Callable[..., bytes],
    import_bytes: Callable[[bytes], CompletedProcess[str]],
    tmp_path: Path,
) -> None:
    def add_vendor(sheet: Worksheet) -> None:
        sheet.cell(2, COMPANY).value = "Acme Överwachung"

    result = import_bytes(make_workbook(add_vendor))
    assert result.returncode == 0
    line = "AIGS 2022,2,Company 1,unregistered_vendor,kept,Acme Överwachung,new-acme-överwachung,"
    assert line in result.stdout
    with (
        open_workspace(read_settings({}, home=str(tmp_path / "home"))) as database,
        database.reading() as connection,
    ):
        claims = list(ClaimStore(connection).read_claims())
    (claim,) = (claim for claim in claims if claim.vendor_id == "new-acme-överwachung")
    assert claim.evidence[0].quote == "Acme Överwachung"


def test_a_supplier_named_twice_in_a_cell_makes_one_claim(
    make_workbook: Callable[..., bytes], import_bytes: Callable[[bytes], CompletedProcess[str]]
) -> None:
    def double(sheet: Worksheet) -> None:
        sheet.cell(2, OTHERS).value = "Israel, Japan, Israel"

    result = import_bytes(make_workbook(double))
    assert result.returncode == 0
    assert "AIGS 2022,2,Other Countries,supplier_named_twice,left_out,Israel,," in result.stdout


def test_another_workbook_of_the_same_table_is_not_imported_on_top(
    make_workbook: Callable[..., bytes],
    import_bytes: Callable[[bytes], CompletedProcess[str]],
    run: Callable[..., CompletedProcess[str]],
    tmp_path: Path,
) -> None:
    def log() -> str:
        return run("--home", tmp_path / "home", "log", "verify", "--format", "csv").stdout

    def untick(sheet: Worksheet) -> None:
        sheet.cell(3, TICK + 1).value = None

    data = make_workbook()
    assert import_bytes(data).returncode == 0
    before = log()
    again = import_bytes(data)
    assert (again.returncode, log()) == (0, before)
    assert "already imported; nothing changed" in again.stderr
    other = import_bytes(make_workbook(untick))
    assert (other.returncode, log()) == (3, before)
    assert "in this workspace already, from another file" in other.stderr


def test_a_file_that_is_not_there_is_named(
    run: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    for path in (tmp_path / "none.xlsx", tmp_path):
        result = run("--home", tmp_path / "home", "edition", "import", "aigs-2022", path)
        assert result.returncode == 3
        assert f"error BadInput: {path}\n  not readable: " in result.stderr


def repack(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """Write an archive again with some parts replaced, or left out where None is given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        assert set(changes) <= set(old.namelist())
        for name in old.namelist():
            content = changes.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()
