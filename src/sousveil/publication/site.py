"""The static site: every page a function of frozen editions and computed findings.

It opens from disk without a server or a network, and reads without JavaScript; the same
editions give the same bytes, whatever stood at the target before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.data import list_bundled, read_bundled
from sousveil.editions.folder import whole_folder
from sousveil.model.identifiers import sha256_of
from sousveil.publication.build_record import (
    MARKER,
    BuiltFile,
    LastBuild,
    write_record,
)
from sousveil.publication.collection import SiteInput, check_publications
from sousveil.publication.languages import ALL_LANGUAGES
from sousveil.publication.packages import making_packages
from sousveil.publication.page_building import build_pages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sousveil.publication.collection import EditionPublication


@frozen(kw_only=True)
class SiteSummary:
    """What stands there: HTML pages, the size of everything in bytes, and files written anew."""

    pages: int
    size_bytes: int
    written: int


def write_site(
    publications: Sequence[EditionPublication],
    target: Path,
    languages: tuple[str, ...] = ALL_LANGUAGES,
    address: str | None = None,
) -> SiteSummary:
    """Write the site of some editions, the oldest first, with their data packages.

    ``address`` is where the site will stand, with the slash at its end: feeds, canonical links
    and records of the data then have whole addresses.

    What did not change since the site at the target was written is taken over from it.

    Raises:
        BadInput: no edition, or two of one codebook.
        CannotWrite: the target is something else than a site, or the disk does not take it.
    """
    check_publications(publications)
    last = LastBuild(target)
    with whole_folder(target, marker=MARKER) as folder:
        site = SiteInput(publications=tuple(publications), languages=languages, address=address)
        built = _write_assets(last, folder)
        with making_packages(site, last, folder) as packages:
            built |= build_pages(site, last, folder, lambda: packages().downloads)
            built |= packages().built
        write_record(folder, built)
        kept = sum((target / path).is_file() and _is_same(target, folder, path) for path in built)
        return SiteSummary(
            pages=sum(path.endswith(".html") for path in built),
            size_bytes=sum((folder / path).stat().st_size for path in (*built, MARKER)),
            written=len(built) - kept,
        )


def _is_same(target: Path, folder: Path, path: str) -> bool:
    return (target / path).stat().st_ino == (folder / path).stat().st_ino


def _write_assets(last: LastBuild, folder: Path) -> dict[str, BuiltFile]:
    built = {}
    for suffix in (".css", ".svg", ".js"):
        for name in list_bundled("assets", suffix):
            path = f"assets/{name}{suffix}"
            data = read_bundled(path)
            key = sha256_of(data)
            file = last.take_over(path, key, folder)
            if file is None:
                (folder / path).parent.mkdir(exist_ok=True)
                (folder / path).write_bytes(data)
                file = BuiltFile(key=key, sha256=key)
            built[path] = file
    return built
