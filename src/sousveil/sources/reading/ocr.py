"""Recognise the text of page images with Tesseract's command line, where it is installed."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess

from attrs import frozen

PROBE_SECONDS = 10.0
MOST_LANGUAGES = 4
"""Each further language costs time and invites confusion of similar letters."""

# Tesseract's names of languages by script; what is of no other script is Latin. In order of preference.
LANGUAGES_OF_SCRIPT = {
    "Arabic": ("ara", "fas", "urd", "pus"),
    "Bengali": ("ben", "asm"),
    "Cyrillic": ("rus", "ukr", "kaz", "srp", "bul", "bel", "mkd", "kir", "tgk", "mon"),
    "Devanagari": ("hin", "mar", "nep"),
    "Ethiopic": ("amh", "tir"),
    "Georgian": ("kat",),
    "Greek": ("ell",),
    "Hangul": ("kor",),
    "Han": ("chi_sim", "chi_tra", "jpn"),
    "Hebrew": ("heb",),
    "Japanese": ("jpn",),
    "Khmer": ("khm",),
    "Korean": ("kor",),
    "Lao": ("lao",),
    "Myanmar": ("mya",),
    "Sinhala": ("sin",),
    "Tamil": ("tam",),
    "Thai": ("tha",),
}
LATIN = ("eng", "fra", "spa", "por", "deu", "tur", "vie", "ind", "swa", "ita")
SCRIPT = re.compile(r"^Script: (\w+)", re.MULTILINE)


@frozen
class OcrEngine:
    """An installed Tesseract: its program, version and languages."""

    program: str
    version: str
    languages: frozenset[str]


@functools.cache
def find_engine() -> OcrEngine | None:
    """Find Tesseract and what it can read; None where it is not installed or does not run."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    version = _run(program, ["--version"])
    listed = _run(program, ["--list-langs"])
    if version is None or listed is None:
        return None
    languages = frozenset(line.strip() for line in listed.splitlines()[1:])
    return OcrEngine(program, version.split()[1] if len(version.split()) > 1 else "?", languages)


def choose_languages(engine: OcrEngine, image: bytes) -> str:
    """Find the script of a page and choose the installed languages of that script."""
    said = _run(engine.program, ["stdin", "stdout", "--psm", "0"], image)
    match = SCRIPT.search(said or "") if "osd" in engine.languages else None
    return "+".join(_languages_of(match[1] if match else None, engine.languages))


def recognise(
    engine: OcrEngine, image: bytes, languages: str, timeout_seconds: float
) -> str | None:
    """Give the text of an image in PNM or PNG; None where the engine fails or is too slow."""
    return _run(engine.program, ["stdin", "stdout", "-l", languages], image, timeout_seconds)


def _languages_of(script: str | None, installed: frozenset[str]) -> list[str]:
    others = {name for names in LANGUAGES_OF_SCRIPT.values() for name in names}
    latin = [*LATIN, *sorted(installed - others - {"osd", "equ", *LATIN})]
    if script is None:
        wanted = [*LATIN[:1], *(names[0] for names in LANGUAGES_OF_SCRIPT.values()), *latin]
    else:
        wanted = [*LANGUAGES_OF_SCRIPT.get(script, ()), *latin]
    chosen = [name for name in wanted if name in installed]
    if script in LANGUAGES_OF_SCRIPT and set(chosen) & set(LANGUAGES_OF_SCRIPT[script]):
        # English beside it: names of firms and products are in Latin script everywhere.
        chosen = [name for name in chosen if name in (*LANGUAGES_OF_SCRIPT[script], "eng")]
    return list(dict.fromkeys(chosen))[:MOST_LANGUAGES] or ["eng"]


def _run(
    program: str, arguments: list[str], image: bytes = b"", timeout_seconds: float = PROBE_SECONDS
) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603  # the program that the PATH names, and arguments of ours
            [program, *arguments],
            input=image,
            capture_output=True,
            check=True,
            timeout=timeout_seconds,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # a worker is one core's share
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout.decode("utf-8", "replace")
