"""Collect the sources of a reference library: a Zotero export in any of four formats.

Zotero RDF, CSL-JSON, BibTeX and RIS are told apart by how the file begins. An item becomes
a reference to its address; one without any is rejected by its place in the file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sousveil.errors import BadInput
from sousveil.model.collection import ChannelKind, Rejected
from sousveil.sources.collectors.addresses import SeenAddresses
from sousveil.sources.collectors.plain_text import name_item
from sousveil.sources.collectors.zotero_item import BadItem, choose_address, describe_item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.model.collection import Channel, Item
    from sousveil.sources.collectors.interface import Opener
    from sousveil.sources.collectors.zotero_item import LibraryItem

MAX_FILE_BYTES = 128 * 1024 * 1024
"""The libraries that parse these formats take a file whole."""

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_RIS = re.compile(r"^TY  -", re.MULTILINE)
_BIBTEX = re.compile(r"@[A-Za-z]{1,40}\s{0,10}[{(]")


class ZoteroCollector:
    """Yields each item of a library as a reference with what the library says of it."""

    kind: str = ChannelKind.ZOTERO.value

    def collect(self, channel: Channel, opener: Opener) -> Iterator[Item]:
        """Yield the items of the library, each address once, and what could not be taken.

        Raises:
            BadInput: the location cannot be read at all.
        """
        location = channel.location
        data = opener.read(location, max_bytes=MAX_FILE_BYTES)
        seen = SeenAddresses()
        try:
            for item in _read_items(data):
                yield from _refer(location, item, seen)
        except BadInput as error:
            yield Rejected(name=location, reason=error.what)


def _refer(location: str, item: LibraryItem | BadItem, seen: SeenAddresses) -> Iterator[Item]:
    where = name_item(location, item.locator)
    if isinstance(item, BadItem):
        yield Rejected(name=where, reason=item.reason)
        return
    address = choose_address(item)
    if address is None:
        yield Rejected(name=where, reason="no address")
    else:
        yield from seen.refer(address, where=where, description=describe_item(item))


def _read_items(data: bytes) -> Iterator[LibraryItem | BadItem]:
    """Choose the reader by how the file begins; its libraries are heavy and loaded for it."""
    text = _decode(data)
    start = text.lstrip()[:1]
    if start == "<":
        from sousveil.sources.collectors.zotero_rdf import read_rdf  # noqa: PLC0415

        return read_rdf(data)
    if start in {"[", "{"}:
        from sousveil.sources.collectors.zotero_csl import read_csl  # noqa: PLC0415

        return read_csl(data)
    if _RIS.search(text):
        from sousveil.sources.collectors.zotero_ris import read_ris  # noqa: PLC0415

        return read_ris(text)
    if _BIBTEX.search(text):
        from sousveil.sources.collectors.zotero_bibtex import read_bibtex  # noqa: PLC0415

        return read_bibtex(text)
    raise BadInput(
        "neither Zotero RDF, CSL-JSON, BibTeX nor RIS",
        next_step="export the library from Zotero in one of these formats",
    )


def _decode(data: bytes) -> str:
    """Decode by the byte order mark, else UTF-8; bytes that are none become surrogates.

    A record that holds a surrogate is rejected alone, so that one bad record among many
    does not lose the others.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(
                encoding, errors="surrogateescape" if encoding == "utf-8" else "replace"
            )
    return data.decode("utf-8", errors="surrogateescape")
