"""The steps from a page's bytes to its words: compiled where that can be had, in Python elsewhere.

Both give the same bytes. Numba compiles a function once for a machine and keeps what it made in
a cache; where it is not installed, or has no place to keep anything, the steps in Python do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from attrs import frozen

from sousveil.claims.archive.cutting import cut_page, drop_tags
from sousveil.claims.archive.folding import PageWords, fold_page


@frozen(kw_only=True)
class Steps:
    """What is done to a page's bytes before literals are sought in its words."""

    name: str
    cut_page: Callable[[bytes], bytes | None]
    drop_tags: Callable[[bytes], bytes]
    fold_page: Callable[[bytes], PageWords]


IN_PYTHON = Steps(name="in Python", cut_page=cut_page, drop_tags=drop_tags, fold_page=fold_page)


@lru_cache(maxsize=1)
def make_steps() -> Steps:
    """Return the fastest steps that can be had."""
    try:
        return load_compiled()
    except (ImportError, RuntimeError):  # not installed, or no folder for a cache: see above
        return IN_PYTHON


def load_compiled() -> Steps:
    """Return the compiled steps.

    Raises:
        ImportError: Numba is not installed.
        RuntimeError: there is no folder in which it could keep what it compiled.
    """
    from sousveil.claims.archive.compiled import cutting, folding  # noqa: PLC0415  # an extra

    return Steps(
        name="compiled",
        cut_page=cutting.cut_page,
        drop_tags=cutting.drop_tags,
        fold_page=folding.fold_page,
    )
