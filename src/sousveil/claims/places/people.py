"""Tell a person's name from that of the city it is spelled like: 'Charlotte Jones said'.

A headline in capitals ('Austin Bans Cameras For Police') is no name: the third word would be in
lower case after one.
"""

from __future__ import annotations

import re

from sousveil.claims.text.folding import lower

_LONGEST_TITLE = 14
_SURNAME = re.compile(r"\s([A-Z][a-z]+(?:[A-Z-][A-Za-z]+)?)(?!\w)(?!\s[A-Z])")
_NO_SURNAMES = re.compile(
    r"(?:Police|City|County|Airport|Department|Sheriffs?|Mayor|Council\w*|University|Museum|School|"
    r"Public|Metro\w*|Transit|Transport|International|Independent|Energy|Harbou?r|Fire|Officials?|"
    r"Residents?|Area|Region|State|Court|Chief|Democrats?|Republicans?|Attorney|Gov\w*|Sen|Rep|Mrs?|"
    r"Ms|Dr|Texas|Australia|Ital[yi]\w*|Florida|France|Carolina|North|South|East|West|Stadium|Arena|"
    r"\w+day|January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Polizei|Policia|But|And|The|It|In|When|While)$"
)


def is_person(folded: str, start: int, end: int, titles: re.Pattern[str]) -> bool:
    """Tell whether a surname follows a name, or a title stands before it.

    >>> nobody = re.compile("(?!)")
    >>> is_person("Charlotte Jones said", 0, 9, nobody), is_person("Charlotte Police", 0, 9, nobody)
    (True, False)
    """
    if titles.search(lower(folded[max(0, start - _LONGEST_TITLE) : start])):
        return True
    surname = _SURNAME.match(folded, end)
    return surname is not None and _NO_SURNAMES.match(surname[1]) is None
