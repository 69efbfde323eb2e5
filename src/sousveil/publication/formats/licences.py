"""Whether a source's terms let anybody pass it on; what is not known to allow it does not."""

from __future__ import annotations

import re
from functools import lru_cache

from attrs import frozen

from sousveil.data import read_bundled
from sousveil.model.structuring import structure

_FILE = "licences.yaml"


@frozen(kw_only=True)
class Licence:
    """Terms that allow passing on, and the ways in which they are written."""

    licence_id: str
    written: tuple[str, ...]


@frozen(kw_only=True)
class Licences:
    """All of them."""

    licences: tuple[Licence, ...]


def find_licence(terms: str | None) -> str | None:
    """Return the id of the licence that a source's terms are, None if they are none that we know.

    >>> find_licence("CC-BY 4.0"), find_licence("https://creativecommons.org/licenses/by/4.0/")
    ('CC-BY-4.0', 'CC-BY-4.0')
    >>> find_licence("CC BY 4.0, as stated by third parties")
    """
    return _by_writing().get(_fold(terms or ""))


@lru_cache(maxsize=1)
def _by_writing() -> dict[str, str]:
    listed = structure(read_bundled(_FILE).decode(), Licences, where=_FILE).licences
    return {
        _fold(text): one.licence_id for one in listed for text in (one.licence_id, *one.written)
    }


def _fold(text: str) -> str:
    without_protocol = re.sub(r"^https?://(www\.)?", "", text.strip().casefold())
    return " ".join(re.sub(r"(?!\.\d)[^\w]+|_", " ", without_protocol).split())
