"""Any bytes, and damaged files of every format, are read without an exception."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz.promises import MEDIA_TYPES, SOUND_FILES, check_promises

from sousveil.sources.reading import pdf
from sousveil.sources.reading.characters import decode_html, normalise_text

HARNESS = Path(__file__).with_name("fuzz_readers.py")
ROOT = Path(__file__).parents[2]
SECONDS = 10

bounded = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def _no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recognition is another program's work, and slow."""
    monkeypatch.setattr(pdf, "find_engine", lambda: None)


@pytest.mark.parametrize("media_type", [*MEDIA_TYPES, None])
@given(data=st.binary(max_size=2_000), charset=st.none() | st.text(max_size=12))
@bounded
def test_any_bytes_under_any_declaration(
    media_type: str | None, data: bytes, charset: str | None
) -> None:
    check_promises(data, media_type, charset)


@pytest.mark.parametrize("name", SOUND_FILES)
@given(draw=st.data())
@bounded
def test_damaged_files_of_every_format(name: str, draw: st.DataObject) -> None:
    media_type, sound = SOUND_FILES[name]
    data = bytearray(sound)
    for _ in range(draw.draw(st.integers(1, 8))):
        start = draw.draw(st.integers(0, len(data)))
        end = min(len(data), start + draw.draw(st.integers(0, 60)))
        data[start:end] = draw.draw(st.binary(max_size=20) | st.just(bytes(data[:end][-40:])))
    check_promises(bytes(data), media_type)


@given(text=st.text(max_size=500), charset=st.sampled_from(["utf-8", "utf-16", "gb18030"]))
@bounded
def test_text_in_a_set_that_holds_all_of_unicode_comes_back(text: str, charset: str) -> None:
    marked = f'<meta charset="{charset}">полиция{text}'.encode(charset, "ignore")

    assert normalise_text(decode_html(marked, None)) == normalise_text(marked.decode(charset))


def test_the_readers_hold_under_coverage_guided_fuzzing(tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris is not installed: it has no wheel for this platform")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, (media_type, data) in SOUND_FILES.items():
        choice = MEDIA_TYPES.index(media_type)
        (corpus / name).write_bytes(bytes([choice]) + data)
    options = [f"-max_total_time={SECONDS}", "-timeout=20", "-rss_limit_mb=3000", "-max_len=40000"]

    done = subprocess.run(
        [sys.executable, str(HARNESS), *options, f"-artifact_prefix={tmp_path}/", str(corpus)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=20 * SECONDS,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-4_000:]
    assert "Done" in done.stderr
