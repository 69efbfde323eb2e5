"""What the scan keeps in the user's cache: read where it is whole and ours, made anew elsewhere."""

from __future__ import annotations

import hashlib
import shutil
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sousveil.claims.archive import kept_scan as module
from sousveil.claims.archive.kept_scan import find_folder, keep_scan
from sousveil.claims.archive.scan import PageScan
from sousveil.claims.archive.sought import find_sought
from sousveil.claims.vocabulary.vocabulary import list_languages, load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

LANGUAGE = "tr"
DIGEST = 32
PAGES = (
    "<p>Polis bir yüz tanıma sistemi satın aldı.</p>".encode(),
    "<p>Belediye yeni bir havuz açtı.</p>".encode(),
)


@pytest.fixture(autouse=True)
def _one_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "list_languages", lambda: (LANGUAGE,))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the test's own, for the cache."""
    return tmp_path / "cache" / "sousveil"


@pytest.fixture
def forbid_making(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A function from whose call on nothing can be made, only read."""

    def refuse(_: object) -> None:
        raise AssertionError("made, though it was kept")

    def forbid() -> None:
        monkeypatch.setattr(module, "find_sought", refuse)
        monkeypatch.setattr(module, "make_matcher", refuse)

    return forbid


@pytest.fixture
def count_making(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows each time that all is made."""
    made: list[int] = []

    def count(vocabularies: object) -> object:
        made.append(1)
        return find_sought(vocabularies)  # type: ignore[arg-type]  # as it is called

    monkeypatch.setattr(module, "find_sought", count)
    return made


def _file(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


def test_what_is_kept_is_what_is_made(folder: Path, forbid_making: Callable[[], None]) -> None:
    made, matcher = keep_scan(folder)
    assert made == find_sought([load_vocabulary(LANGUAGE)])
    forbid_making()
    kept, kept_matcher = keep_scan(folder)
    assert kept == made
    words = b" ".join(made.literals)
    assert kept_matcher.find(words) == matcher.find(words) == set(range(len(made.literals)))
    assert [PageScan(kept, kept_matcher).passes(page) for page in PAGES] == [True, False]


def test_all_bundled_vocabularies_come_back_as_they_were_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "list_languages", list_languages)
    made, _ = keep_scan(folder)
    assert keep_scan(folder)[0] == made


def test_the_same_is_kept_where_hyperscan_is_not_installed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, forbid_making: Callable[[], None]
) -> None:
    monkeypatch.setattr("sousveil.claims.archive.matching.HAS_HYPERSCAN", False)
    made, _ = keep_scan(folder)
    forbid_making()
    assert [PageScan(*keep_scan(folder)).passes(page) for page in PAGES] == [True, False]
    assert keep_scan(folder)[0] == made


def _forge(data: bytes, folder: Path) -> bytes:
    """Give it a digest that is right, and a database that is none."""
    key = module._key()
    body = data[DIGEST:].partition(b"\n")[0] + b"\nnot a database"
    assert data[:DIGEST] == hashlib.sha256(key.encode() + data[DIGEST:]).digest(), folder
    return hashlib.sha256(key.encode() + body).digest() + body


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda *_: b"", id="empty"),
        pytest.param(lambda data, _: data[:-1], id="truncated"),
        pytest.param(lambda data, _: data[: DIGEST - 1], id="shorter than a digest"),
        pytest.param(lambda data, _: data + b"x", id="longer"),
        pytest.param(
            lambda data, _: data[:99] + bytes([data[99] ^ 1]) + data[100:], id="another byte in it"
        ),
        pytest.param(
            lambda data, _: hashlib.sha256(data[DIGEST:]).digest() + data[DIGEST:], id="foreign key"
        ),
        pytest.param(_forge, id="no database"),
    ],
)
def test_a_file_that_is_not_as_it_was_kept_is_made_anew(
    folder: Path, damage: Callable[[bytes, Path], bytes], count_making: list[int]
) -> None:
    pytest.importorskip("hyperscan", reason="without it, no database is kept")
    made, _ = keep_scan(folder)
    file = _file(folder)
    whole = file.read_bytes()
    file.write_bytes(damage(whole, folder))
    assert file.read_bytes() != whole
    again, matcher = keep_scan(folder)
    assert len(count_making) == 2
    assert again == made
    assert matcher.find(b"".join(made.literals))
    assert (
        file.read_bytes()[:DIGEST]
        == hashlib.sha256(module._key().encode() + file.read_bytes()[DIGEST:]).digest()
    )


def test_a_file_too_large_to_be_ours_is_not_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, count_making: list[int]
) -> None:
    keep_scan(folder)
    monkeypatch.setattr(module, "_LARGEST", _file(folder).stat().st_size - 1)
    keep_scan(folder)
    assert len(count_making) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
@pytest.mark.parametrize("where", ["file", "folder"])
def test_what_others_can_write_is_not_read(
    folder: Path, where: str, count_making: list[int]
) -> None:
    keep_scan(folder)
    (folder if where == "folder" else _file(folder)).chmod(0o777)
    keep_scan(folder)
    assert len(count_making) == 2


def test_a_folder_that_takes_nothing_costs_only_time(folder: Path, count_making: list[int]) -> None:
    folder.parent.mkdir()
    folder.write_text("a file where the folder should be")
    for _ in range(2):
        scan = PageScan(*keep_scan(folder))
        assert [scan.passes(page) for page in PAGES] == [True, False]
    assert len(count_making) == 2
    assert folder.is_file()


def test_a_folder_where_the_file_should_be_costs_only_time(
    folder: Path, count_making: list[int]
) -> None:
    keep_scan(folder)
    file = _file(folder)
    file.unlink()
    file.mkdir()
    assert PageScan(*keep_scan(folder)).passes(PAGES[0])
    assert len(count_making) == 2
    assert list(folder.iterdir()) == [file]


@pytest.mark.parametrize(
    "changed",
    [
        "data/vocabularies/tr.yaml",
        "claims/archive/sought.py",
        "claims/archive/folding.py",
        "claims/text/composing.py",
        "claims/vocabulary/terms.py",
        "model/structuring.py",
    ],
)
def test_another_vocabulary_or_program_has_a_file_of_its_own(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    keep_scan(folder)
    package = Path(str(files("sousveil")))
    for parts in module._MADE_OF:
        source, copy = package.joinpath(*parts), tmp_path.joinpath("package", *parts)
        copy.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy)
    monkeypatch.setattr(module, "files", lambda _: tmp_path / "package")
    keep_scan(folder)
    assert len(list(folder.iterdir())) == 1
    with (tmp_path / "package" / changed).open("a") as file:
        file.write("\n# another\n")
    keep_scan(folder)
    assert len(list(folder.iterdir())) == 2


def test_another_processor_or_version_has_a_file_of_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_scan(folder)
    monkeypatch.setattr(module, "name_compiler", lambda: "hyperscan 9 Features: AVX512")
    keep_scan(folder)
    monkeypatch.setattr(module, "__version__", "9.9")
    keep_scan(folder)
    assert len(list(folder.iterdir())) == 3


def test_files_used_long_ago_are_cleared_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir(parents=True)
    (folder / "notes").write_text("not a scan")
    for number in range(9):
        (folder / f"scan-{number}").write_bytes(b"")
    keep_scan(folder)
    scans = list(folder.glob("scan-*"))
    assert len(scans) == 8
    assert max(scan.stat().st_size for scan in scans) > 0
    assert (folder / "notes").exists()


def test_the_folder_is_the_users_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    usual = tmp_path / ".cache" / "sousveil"
    assert find_folder({}) == usual
    assert find_folder({"XDG_CACHE_HOME": "relative", "LOCALAPPDATA": "relative"}) == usual


def test_a_user_without_a_home_keeps_nothing(
    monkeypatch: pytest.MonkeyPatch, count_making: list[int]
) -> None:
    def refuse() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(Path, "home", refuse)
    assert find_folder({}) is None
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    for _ in range(2):
        assert PageScan(*keep_scan()).passes(PAGES[0])
    assert len(count_making) == 2
