"""What a reader must know to use an edition: its licence, its limits, how to cite it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.publication.languages import N_

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
"""The terms of an edition's coding; sources and covariates keep their own."""

NOT_SHOWN = N_(
    "A tick means documented use of a technology by public authorities. It does not say whether the use "
    "is lawful: the index does not distinguish between legitimate and unlawful uses. A blank cell is no "
    "evidence of absence; every blank says why it is one."
)


def cite_edition(edition: Edition) -> str:
    """Return how to cite an edition: the original work, then the edition that was used."""
    used = f"Sousveil edition {edition.manifest.edition_id}."
    citation = edition.codebook.citation
    return f"{citation} As frozen in {used}" if citation else f"{edition.codebook.title}. {used}"
