"""Stress tests that a workspace keeps: run once, read again, run again when anything changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from sousveil.editions.opening import Edition, open_edition
from sousveil.findings.catalogue import Catalogue, load_catalogue
from sousveil.findings.stress.grid import load_grid
from sousveil.findings.stress.running import stress_findings
from sousveil.model.progress import keep_silent
from sousveil.pipeline import freeze, kept_stress
from sousveil.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.findings.stress.outcome import StressTest


class Runs:
    """Stands in for the running of stress tests, and counts the runs."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *given: object) -> StressTest:
        self.count += 1
        return stress_findings(*given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    home = tmp_path_factory.mktemp("workspace")
    settings = Settings(home=home, database_url=f"sqlite:///{home / 'sousveil.db'}")
    freeze(settings, "aigs-2019", home / "aigs-2019")
    return open_edition(home / "aigs-2019")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'sousveil.db'}")


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    counter = Runs()
    monkeypatch.setattr(kept_stress, "stress_findings", counter)
    return counter


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    whole = load_catalogue("aigs-2019")
    return evolve(whole, findings=whole.findings[:2], statistics=())


def no_other(name: str) -> Edition:
    raise AssertionError(f"nothing is compared with {name}")


def test_a_test_is_run_once_and_read_as_it_was(
    settings: Settings, edition: Edition, catalogue: Catalogue, runs: Runs
) -> None:
    first = kept_stress.stress_once(settings, edition, catalogue, no_other, keep_silent)
    second = kept_stress.stress_once(settings, edition, catalogue, no_other, keep_silent)
    assert runs.count == 1
    assert repr(second) == repr(first)
    assert first == stress_findings(edition, catalogue, no_other, load_grid(), keep_silent)
    assert [len(one.outcomes) > 0 for one in first.findings] == [True, True]


def test_another_edition_other_findings_or_another_grid_are_run_anew(
    settings: Settings,
    edition: Edition,
    catalogue: Catalogue,
    runs: Runs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fewer = evolve(catalogue, findings=catalogue.findings[:1])
    for tested in (catalogue, fewer):
        kept_stress.stress_once(settings, edition, tested, no_other, keep_silent)
    assert runs.count == 2
    log = evolve(edition.manifest, log_head="0" * 64)
    changed = Edition(folder=edition.folder, manifest=log)
    kept_stress.stress_once(settings, changed, fewer, no_other, keep_silent)
    assert runs.count == 3
    monkeypatch.setattr(kept_stress, "hash_bundled", lambda *_names: "another grid")
    kept_stress.stress_once(settings, changed, fewer, no_other, keep_silent)
    assert runs.count == 4


@pytest.mark.parametrize("damage", ["", "{}\n{}\n", '"countries": 75', "not even JSON"])
def test_what_is_kept_and_was_damaged_is_run_anew(
    settings: Settings, edition: Edition, catalogue: Catalogue, runs: Runs, damage: str
) -> None:
    one = evolve(catalogue, findings=catalogue.findings[:1])
    expected = kept_stress.stress_once(settings, edition, one, no_other, keep_silent)
    (kept,) = (settings.home / "stress").iterdir()
    head = kept.read_text(encoding="utf-8").splitlines()[0]
    kept.write_text(f"{head}\n{damage}\n", encoding="utf-8")
    again = kept_stress.stress_once(settings, edition, one, no_other, keep_silent)
    assert (runs.count, again) == (2, expected)
