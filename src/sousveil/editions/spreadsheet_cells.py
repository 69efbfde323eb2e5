"""Texts in CSV that no spreadsheet runs as a formula, and that come back as they were.

A text that begins as a formula does, or with an apostrophe, gets one apostrophe before it. So a
cell of text that begins with an apostrophe is read without it, and any other as it stands.
"""

from __future__ import annotations

RULE = (
    "In CSV, a text that begins with = + - @ (also in their wide forms), a tab, a line end or an "
    "apostrophe has one apostrophe before it, so that no spreadsheet runs it as a formula; take "
    "one leading apostrophe away to have the text. Parquet, SQLite and JSON hold the text itself."
)
"""What a dictionary says of it."""

APOSTROPHE = "'"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SUSPICIOUS = frozenset({*_FORMULA, APOSTROPHE, " "})
"""What a text begins with that ``shield`` may change; it leaves every other as it is."""


def shield(text: str) -> str:
    """Return a text as it stands in a cell of CSV.

    >>> shield("=HYPERLINK(A1)"), shield("a = b"), shield("'t Hooft")
    ("'=HYPERLINK(A1)", 'a = b', "''t Hooft")
    """
    is_risky = text.startswith(APOSTROPHE) or text.lstrip(" ").startswith(_FORMULA)
    return f"{APOSTROPHE}{text}" if is_risky else text


def unshield(cell: str) -> str:
    """Return the text that a cell of CSV stands for.

    >>> unshield("'=HYPERLINK(A1)"), unshield("a = b")
    ('=HYPERLINK(A1)', 'a = b')
    """
    return cell.removeprefix(APOSTROPHE)
