"""The static site: every page a function of frozen editions and computed findings.

It opens from disk without a server or a network, and reads without JavaScript; the same
editions give the same bytes, whatever stood at the target before.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.data import hash_bundled, list_bundled, read_bundled
from sousveil.editions.folder import whole_folder
from sousveil.model.identifiers import sha256_of
from sousveil.publication.build_record import (
    MARKER,
    BuiltFile,
    LastBuild,
    hash_program,
    make_key,
    write_record,
)
from sousveil.publication.collection import check_publications
from sousveil.publication.downloads import list_downloads
from sousveil.publication.languages import ALL_LANGUAGES
from sousveil.publication.package import (
    archive_name,
    write_data_package,
    write_stacked_package,
)
from sousveil.publication.page_building import SiteInput, build_pages
from sousveil.publication.site_paths import downloads_path, stacked_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from sousveil.editions.opening import Edition
    from sousveil.publication.collection import EditionPublication
    from sousveil.publication.downloads import Downloads


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
) -> SiteSummary:
    """Write the site of some editions, the oldest first, with their data packages.

    What did not change since the site at the target was written is taken over from it.

    Raises:
        BadInput: no edition, or two of one codebook.
        CannotWrite: the target is something else than a site, or the disk does not take it.
    """
    check_publications(publications)
    last = LastBuild(target)
    with whole_folder(target, marker=MARKER) as folder:
        built = _write_assets(last, folder)
        downloads = {}
        for publication in publications:
            name = publication.edition.manifest.codebook_id
            files, downloads[name] = _write_downloads(publication, last, folder)
            built |= files
        built |= _write_stacked(publications, last, folder)
        site = SiteInput(publications=tuple(publications), downloads=downloads, languages=languages)
        built |= build_pages(site, last, folder)
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


def _write_downloads(
    publication: EditionPublication, last: LastBuild, folder: Path
) -> tuple[dict[str, BuiltFile], Downloads]:
    """Write an edition's data package, and list what can be downloaded of it."""
    edition, evidence = publication.edition, publication.evidence
    place = downloads_path(edition.manifest.codebook_id)
    key = _key_of([edition], *sorted(evidence.snapshots))
    write = partial(write_data_package, edition, evidence=evidence)
    files = _keep_or_write(place, key, last, folder, write)
    return files, list_downloads(edition, folder / place / archive_name(edition))


def _write_stacked(
    publications: Sequence[EditionPublication], last: LastBuild, folder: Path
) -> dict[str, BuiltFile]:
    """Write the tables that hold all the editions."""
    editions = [publication.edition for publication in publications]
    write = partial(write_stacked_package, editions)
    return _keep_or_write(stacked_path(), _key_of(editions), last, folder, write)


def _key_of(editions: Iterable[Edition], *parts: str) -> str:
    """Return a key of all that data packages of some editions are made from."""
    bundled = hash_bundled("follow_the_money", "join_kit", "licences.yaml")
    return make_key(hash_program(), bundled, *(repr(e.manifest) for e in editions), *parts)


def _keep_or_write(
    place: str, key: str, last: LastBuild, folder: Path, write: Callable[[Path], object]
) -> dict[str, BuiltFile]:
    """Take a data package over whole from the last build, or write it anew."""
    paths = last.paths_below(place)
    kept = {path: last.take_over(path, key, folder) for path in paths}
    files = {path: file for path, file in kept.items() if file is not None}
    if paths and len(files) == len(paths):
        return files
    for path in files:
        (folder / path).unlink()
    write(folder / place)
    written = (path for path in sorted((folder / place).rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): BuiltFile(key=key, sha256=sha256_of(path.read_bytes()))
        for path in written
    }
