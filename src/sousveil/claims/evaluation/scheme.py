"""What a label or a prediction may say, and when two ways of saying it mean the same."""

from __future__ import annotations

import unicodedata
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.text.folding import strip_marks
from sousveil.data import read_bundled
from sousveil.model.claim import ClaimStatus
from sousveil.model.vendor import VendorRegister
from sousveil.store.registers import load_codebook, load_countries, load_vendors

if TYPE_CHECKING:
    from collections.abc import Iterator

CODEBOOK = "sousveil"
NO_LONGER_USED = "ended/banned"
"""One class of two statuses: a text seldom tells a use that was given up from one forbidden."""

_CLASSES = {status.value: status.value for status in ClaimStatus} | {
    ClaimStatus.ENDED.value: NO_LONGER_USED,
    ClaimStatus.BANNED.value: NO_LONGER_USED,
    NO_LONGER_USED: NO_LONGER_USED,
}
STATUS_CLASSES = tuple(dict.fromkeys(_CLASSES.values()))


def status_class(status: str) -> str:
    """Return the class that a status is scored as; a word that is no status stays as it is.

    >>> status_class("banned")
    'ended/banned'
    """
    return _CLASSES.get(status, status)


@frozen(kw_only=True, slots=False)
class CodingScheme:
    """The codes that gold and predictions may use, and the register that vendors are told by."""

    countries: frozenset[str]
    technologies: tuple[str, ...]
    vendors: VendorRegister

    def vendor_key(self, name: str) -> str:
        """Return what a vendor's name is compared by: its id in the register, or its letters.

        The register decides, under any spelling that it knows; a name that it does not know
        is compared without case, accents, spaces and punctuation.
        """
        match = self.vendors.find(name)
        if match is not None:
            return match.vendor.vendor_id
        form = _normal_form(name)
        return self._ids_by_form.get(form, f"name:{form}")

    def code_problems(
        self, *, country: str, technology: str, status: str, field: str = ""
    ) -> Iterator[str]:
        """Say which of the codes are none of this scheme; ``field`` goes before each name."""
        if country not in self.countries:
            yield f"{field}country: {country!r} is no ISO 3166-1 alpha-3 code of a country"
        if technology not in self.technologies:
            yield f"{field}technology: {technology!r} is not one of {', '.join(self.technologies)}"
        if status not in STATUS_CLASSES:
            yield f"{field}status: {status!r} is not one of {', '.join(STATUS_CLASSES)}"

    @cached_property
    def _ids_by_form(self) -> dict[str, str]:
        ids: dict[str, str] = {}
        for vendor in self.vendors:
            ids.setdefault(_normal_form(vendor.name), vendor.vendor_id)
        for vendor in self.vendors:
            for spelling in (*vendor.aliases, *vendor.misprints):
                ids.setdefault(_normal_form(spelling), vendor.vendor_id)
        return ids


@lru_cache(maxsize=1)
def load_coding_scheme() -> CodingScheme:
    """Return the scheme of the bundled codebook, countries and vendors.

    Countries are those of the register and of the gazetteer: no index codes Monaco, but a
    text can speak of it, and a label or a prediction may say so.
    """
    rows = read_bundled("gazetteer/countries.en.tsv").decode().splitlines()
    named = {row.split("\t")[2] for row in rows if row and not row.startswith("#")}
    codebook = load_codebook(CODEBOOK)
    return CodingScheme(
        countries=frozenset(load_countries().by_iso3) | frozenset(filter(str.isalpha, named)),
        technologies=tuple(technology.technology_code for technology in codebook.technologies),
        vendors=load_vendors(),
    )


def _normal_form(name: str) -> str:
    folded = strip_marks(unicodedata.normalize("NFKC", name)).casefold()
    return "".join(filter(str.isalnum, folded)) or folded.strip()
