"""Read the archives that others made: WARC and WACZ files, from a path or any fsspec URL.

Archives come from strangers. Each record is read within bounds of memory and time; what is
malformed is rejected with its file and offset, and reading goes on at the next record.
"""

from __future__ import annotations

import zlib
from typing import IO, TYPE_CHECKING
from urllib.parse import urljoin

from sousveil.errors import BadInput
from sousveil.model.collection import Rejected
from sousveil.sources.archive.decoding import MAX_DECODED_BYTES
from sousveil.sources.archive.package import Member, is_package, list_members
from sousveil.sources.archive.scanning import Scan
from sousveil.sources.archive.section import Section, open_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sousveil.sources.archive.record import ArchiveItem

_MAX_PATHS_BYTES = 64 << 20


def iterate_archive(
    url: str,
    *,
    max_record_bytes: int = MAX_DECODED_BYTES,
    open_file: Callable[[str], AbstractContextManager[IO[bytes]]] = open_url,
) -> Iterator[ArchiveItem | Rejected]:
    """Yield what a WARC (gzip, zstd or bare) or WACZ file holds, in its order, as a stream.

    Given are HTTP responses with status 200, resources and conversions, without their content
    encoding; a revisit gives the payload of the record in the same file that it refers to.
    Other statuses and record types are not evidence and are left out. At the end, revisits
    that refer elsewhere are counted in one rejection. Nothing is ever written to disk.

    Args:
        max_record_bytes: a record that is larger, packed or decoded, is rejected.
        open_file: opens the archive for reading, with seeking; by default with fsspec.

    Raises:
        BadInput: the archive cannot be opened. What is wrong inside it is not raised.
    """
    with open_file(url) as file:
        try:
            whole = Section(file)
        except OSError as error:
            raise BadInput(f"the archive cannot be read: {error}", where=url) from error
        if not is_package(whole):
            yield from Scan(whole, url, max_record_bytes)
            return
        for member in list_members(file, url):
            yield from _scan_member(member, max_record_bytes)


def _scan_member(
    member: Member | Rejected, max_record_bytes: int
) -> Iterator[ArchiveItem | Rejected]:
    if isinstance(member, Rejected):
        yield member
        return
    with member.open() as section:
        if isinstance(section, Rejected):
            yield section
        else:
            yield from Scan(
                section, member.name, max_record_bytes, is_cheap_to_seek=member.is_stored
            )


def read_warc_paths(data: bytes, base_url: str) -> list[str]:
    r"""Return the URLs of a list of WARC paths, as Common Crawl publishes them, gzipped or not.

    Raises:
        BadInput: the list is damaged, too large or not text.

    >>> read_warc_paths(b"crawl-data/CC-NEWS/2026/01/a.warc.gz\n", "https://example.org/")
    ['https://example.org/crawl-data/CC-NEWS/2026/01/a.warc.gz']
    """
    try:
        if data.startswith(b"\x1f\x8b"):
            inflater = zlib.decompressobj(31)
            data = inflater.decompress(data, _MAX_PATHS_BYTES + 1)
            if not inflater.eof and len(data) <= _MAX_PATHS_BYTES:
                raise BadInput("the list of WARC paths is cut short", where=base_url)
        if len(data) > _MAX_PATHS_BYTES:
            raise BadInput(f"the list is larger than {_MAX_PATHS_BYTES:,} bytes", where=base_url)
        lines = data.decode("utf-8").splitlines()
    except (zlib.error, UnicodeDecodeError) as error:
        raise BadInput(f"the list of WARC paths cannot be read: {error}", where=base_url) from error
    return [_join(base_url, path) for line in lines if (path := line.strip())]


def _join(base_url: str, path: str) -> str:
    if "://" in path or base_url.startswith(("http://", "https://")):
        return urljoin(base_url, path)
    return f"{base_url.rstrip('/')}/{path.lstrip('/')}" if base_url else path
