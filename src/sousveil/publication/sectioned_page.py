"""A page with a section for each edition, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.publication.collection import Collection, PublishedEdition

T = TypeVar("T")


@frozen(kw_only=True)
class SectionedPage(Generic[T]):
    """What such a page shows; its title and description are in the page's language."""

    path: str
    title: str
    description: str
    sections: tuple[T, ...]


def gather_sections(
    path: str,
    words: tuple[str, str],
    view: Callable[[PublishedEdition, Collection], T],
    collection: Collection,
) -> SectionedPage[T]:
    """Make the page; ``words`` are its title and description, ``view`` makes a section."""
    title, description = words
    return SectionedPage(
        path=path,
        title=title,
        description=description,
        sections=tuple(view(edition, collection) for edition in collection.newest_first),
    )
