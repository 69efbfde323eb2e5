"""The OCR engine as it is installed: what CI installs, and what the reader makes of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sousveil.sources.reading import ocr

ROOT = Path(__file__).parents[4]


def test_ci_installs_every_language_that_the_reader_chooses_from() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    match = re.search(r'OCR_LANGUAGES="([^"]+)"', script)
    assert match is not None
    by_script = {name for names in ocr.LANGUAGES_OF_SCRIPT.values() for name in names}

    # Debian writes chi-sim for what Tesseract calls chi_sim.
    assert {name.replace("-", "_") for name in match[1].split()} == by_script | {*ocr.LATIN}


def test_an_installed_engine_says_its_version_and_languages() -> None:
    engine = ocr.find_engine()
    if engine is None:
        pytest.skip("Tesseract is not installed")

    assert re.fullmatch(r"[0-9]+(?:\.[0-9]+)*\S*", engine.version)
    assert "eng" in engine.languages


def test_an_engine_that_does_not_run_is_as_good_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert ocr.find_engine.__wrapped__() is None
