"""List cells: the values that one cell of a published table holds."""

from __future__ import annotations


def split_cell(text: str | None, separator: str | None) -> tuple[str, ...]:
    """Return the values of a cell, without the blanks around them; an empty cell has none.

    >>> split_cell("BAE; Huawei", ";")
    ('BAE', 'Huawei')
    """
    if text is None:
        return ()
    parts = [text] if separator is None else text.split(separator)
    return tuple(part.strip() for part in parts if part.strip())
