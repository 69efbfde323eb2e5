"""The ways in which one name of the gazetteer is written."""

from __future__ import annotations

import re

from sousveil.claims.text.folding import strip_marks

_SHORTEST_IN_CAPITALS = 4
"""A shorter name is not looked for in capitals: CHAD is a country, MAN and OF are not."""


_HARAKAT = re.compile("[\u064b-\u0652]")


def writings_of(form: str) -> tuple[str, ...]:
    """Return the spellings, marks off, by which a name is looked for.

    Arabic vowel signs, which texts leave out, are left out.
    A form in lower case also begins a sentence; a long one also stands in a headline in capitals.

    >>> writings_of("kenyan")
    ('kenyan', 'Kenyan', 'KENYAN')
    >>> writings_of("Perú"), writings_of("UK")
    (('Peru', 'PERU'), ('UK',))
    """
    form = _HARAKAT.sub("", form)
    plain = strip_marks(form)
    writings = [plain, plain[:1].upper() + plain[1:]]
    if len(plain) >= _SHORTEST_IN_CAPITALS:
        writings.append(strip_marks(form.upper()))
    return tuple(dict.fromkeys(writings))
