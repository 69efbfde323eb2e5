"""Authorities that stand for a country without naming it: written by hand, inflected here."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from scripts.gazetteer.inflection import inflect
from scripts.gazetteer.rows import COUNTRY_WEIGHT, Row, country_codes, read_hand


def make_agencies(hand: Path) -> Iterator[Row]:
    """Give every spelling of every authority; of those joined by `=` the first is its canonical name."""
    known = dict(country_codes().values())
    for iso3s, languages, listed, flags, weight in read_hand(hand / "agencies.tsv", 5):
        unknown = set(iso3s.split(",")) - set(known)
        if unknown:
            raise SystemExit(f"agencies.tsv: no country {unknown}")
        for iso3, language in product(iso3s.split(","), languages.replace("*", "").split(",")):
            for canonical, written in _spellings(listed, language):
                yield Row(
                    form=written,
                    language=language,
                    iso3=iso3,
                    kind="agency",
                    canonical=canonical,
                    weight=int(weight or COUNTRY_WEIGHT),
                    flags=frozenset(filter(None, flags.split("|"))),
                )


def _spellings(listed: str, language: str) -> Iterator[tuple[str, str]]:
    """Give (canonical name, spelling): 'FBI=Federal Bureau of Investigation;CIA' are two authorities."""
    for authority in filter(None, listed.split(";")):
        names = [name.strip() for name in authority.split("=")]
        yield from ((names[0], one) for name in names for one in inflect(name, language))


def make_blockers(hand: Path) -> Iterator[Row]:
    """Give names that hold a place's name and are none: 'Boston Dynamics', 'Michael Jordan'."""
    for language, listed in read_hand(hand / "no_places.tsv", 2):
        for form in listed.split(";"):
            for written in inflect(form.strip(), language.strip("*")):
                yield Row(
                    form=written,
                    language=language.strip("*"),
                    iso3="-",
                    kind="none",
                    canonical=form.strip(),
                    weight=0,
                )
