"""The named rules by which text of a published table is understood, repaired or reported.

Every rule is a pure function from what stands in a cell to a value and the issues found;
nothing is dropped without an issue, and nothing is guessed without one either.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.model.edition import Issue, Severity
from sousveil.model.vendor import Spelling

if TYPE_CHECKING:
    from sousveil.model.country import Country, CountryRegister
    from sousveil.model.published_table import Damage
    from sousveil.model.vendor import VendorRegister


@frozen(kw_only=True)
class CellPlace:
    """A cell of the published table, for issues and locators."""

    sheet: str
    row: int
    column: str

    def issue(
        self, rule: str, severity: Severity, *, found: str | None, made: str | None, note: str
    ) -> Issue:
        """Make an issue about this cell."""
        return Issue(
            sheet=self.sheet,
            row=self.row,
            column=self.column,
            rule=rule,
            severity=severity,
            found=found,
            made=made,
            note=note,
        )


def undo_damage(text: str, damage: tuple[Damage, ...]) -> str:
    """Put back what a search-and-replace overwrote, also where it cut into words.

    >>> from sousveil.model.published_table import Damage
    >>> undo_damage("SwElectoral Democracyen", (Damage(original="ed", replacement="Electoral Democracy"),))
    'Sweden'
    """
    for accident in damage:
        text = text.replace(accident.replacement, accident.original)
    return text


def find_iso3(text: str, countries: CountryRegister, damage: tuple[Damage, ...]) -> str:
    """Return the code of the country that a cell names, empty if no register knows it."""
    country = countries.find(undo_damage(text, damage))
    return country.country_iso3 if country else ""


def repair_country(
    text: str, place: CellPlace, countries: CountryRegister, damage: tuple[Damage, ...]
) -> tuple[Country | None, list[Issue]]:
    """Find the country that a cell names; None if no register knows it.

    Rules: ``undo_search_and_replace`` for damaged text, ``country_alias`` for other names.
    """
    issues = []
    whole = undo_damage(text, damage)
    country = countries.find(whole)
    if country is None:
        return None, []
    if whole != text:
        issues.append(
            place.issue(
                "undo_search_and_replace",
                Severity.REPAIRED,
                found=text,
                made=country.name,
                note="a search-and-replace on regime types went through this cell",
            )
        )
    elif text.strip() != country.name:
        issues.append(
            place.issue(
                "country_alias", Severity.REPAIRED, found=text, made=country.name, note="other name"
            )
        )
    return country, issues


def repair_vendor(text: str, place: CellPlace, vendors: VendorRegister) -> tuple[str, list[Issue]]:
    """Find the id of the vendor that a cell names.

    Rules: ``vendor_alias`` and ``vendor_misprint`` for other spellings, ``unregistered_vendor``
    for a name in no register, which gets a provisional id so that it is not lost.
    """
    match = vendors.find(text)
    if match is None:
        vendor_id = f"new-{slug(text)}"
        note = "in no register: add it to the vendor register, or correct its spelling"
        return vendor_id, [
            place.issue("unregistered_vendor", Severity.KEPT, found=text, made=vendor_id, note=note)
        ]
    if match.spelling is Spelling.NAME:
        return match.vendor.vendor_id, []
    rule, note = {
        Spelling.ALIAS: ("vendor_alias", "other name of the vendor"),
        Spelling.MISPRINT: ("vendor_misprint", "misprint, by the vendor register"),
    }[match.spelling]
    issue = place.issue(rule, Severity.REPAIRED, found=text, made=match.vendor.name, note=note)
    return match.vendor.vendor_id, [issue]


def slug(text: str) -> str:
    """Make an id of a name: lower case, hyphens, letters of any script.

    >>> slug("Foo & Bar, Inc.")
    'foo-bar-inc'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "-", plain).strip("-") or "unnamed"
