"""The data packages of a site: kept from the last build, or written while its pages are.

A package is a function of its edition, of the evidence that is passed on and of the program.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.data import hash_bundled
from sousveil.editions.garbage import collector_paused
from sousveil.model.identifiers import sha256_of
from sousveil.publication.build_record import BuiltFile, LastBuild, hash_program, make_key
from sousveil.publication.downloads import Downloads, list_downloads
from sousveil.publication.other_processes import other_processes
from sousveil.publication.package import (
    archive_name,
    write_data_package,
    write_stacked_package,
)
from sousveil.publication.site_paths import downloads_path, edition_path, stacked_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.editions.opening import Edition
    from sousveil.publication.collection import EditionPublication, SiteInput

LARGE = 4_000_000
"""Bytes of editions from which on another process saves more time than it costs."""


@frozen(kw_only=True)
class Packages:
    """The files of all packages, and what can be downloaded of each codebook's edition."""

    built: dict[str, BuiltFile]
    downloads: dict[str, Downloads]


@frozen(kw_only=True)
class PackagePlan:
    """A folder to write into the site, and the key of all that it is made from."""

    place: str
    key: str
    write: Callable[[Path], object]


@contextmanager
def making_packages(
    site: SiteInput, last: LastBuild, folder: Path
) -> Iterator[Callable[[], Packages]]:
    """Begin to write the packages of a site, and give what waits for them.

    Large ones are written by another process while this one goes on with the pages.
    """
    work = partial(make_packages, site, last, folder)
    plans = _plan_packages(site, folder)
    anew = [plan.place for plan in plans if not last.has_folder(plan.place, plan.key)]
    if not anew or _measure(site) < LARGE:
        yield cache(work)
        return
    with other_processes(1, partial(_open_work, work)) as pool:
        yield pool.submit(_do_opened).result


_OPENED: dict[str, Callable[[], Packages]] = {}
"""The work of this process, if it writes the packages of another's site."""


def _open_work(work: Callable[[], Packages]) -> None:
    _OPENED["work"] = work


def _do_opened() -> Packages:
    return _OPENED["work"]()


@collector_paused()
def make_packages(site: SiteInput, last: LastBuild, folder: Path) -> Packages:
    """Write the packages of a site into a folder, those that did not change from the last build."""
    built: dict[str, BuiltFile] = {}
    for plan in _plan_packages(site, folder):
        built |= _keep_or_write(plan, last, folder)
    return Packages(
        built=built,
        downloads={
            edition.manifest.codebook_id: list_downloads(
                edition, _package_of(publication, folder) / archive_name(edition)
            )
            for publication in site.publications
            for edition in (publication.edition,)
        },
    )


def _plan_packages(site: SiteInput, folder: Path) -> tuple[PackagePlan, ...]:
    """Plan the package of each edition, then that of the tables that hold all of them."""
    publications = site.publications
    editions = [publication.edition for publication in publications]
    program = make_key(
        hash_program(), hash_bundled("follow_the_money", "join_kit", "licences.yaml")
    )
    return (
        *(
            PackagePlan(
                place=downloads_path(p.edition.manifest.codebook_id),
                key=make_key(
                    program,
                    site.address or "",
                    repr(p.edition.manifest),
                    *sorted(p.evidence.snapshots),
                ),
                write=partial(
                    write_data_package,
                    p.edition,
                    evidence=p.evidence,
                    url=_page_of(p.edition, site.address),
                ),
            )
            for p in publications
        ),
        PackagePlan(
            place=stacked_path(),
            key=make_key(program, *(repr(edition.manifest) for edition in editions)),
            write=partial(
                write_stacked_package, editions, [_package_of(p, folder) for p in publications]
            ),
        ),
    )


def _package_of(publication: EditionPublication, folder: Path) -> Path:
    return folder / downloads_path(publication.edition.manifest.codebook_id)


def _page_of(edition: Edition, address: str | None) -> str | None:
    """Return the whole address of an edition's page, None where that of the site is not known."""
    return address and address + edition_path(edition.manifest.codebook_id)


def _measure(site: SiteInput) -> int:
    return sum(file.size_bytes for p in site.publications for file in p.edition.manifest.files)


def _keep_or_write(plan: PackagePlan, last: LastBuild, folder: Path) -> dict[str, BuiltFile]:
    """Take a data package over whole from the last build, or write it anew."""
    paths = last.paths_below(plan.place)
    kept = {path: last.take_over(path, plan.key, folder) for path in paths}
    files = {path: file for path, file in kept.items() if file is not None}
    if paths and len(files) == len(paths):
        return files
    for path in files:
        (folder / path).unlink()
    plan.write(folder / plan.place)
    written = (path for path in sorted((folder / plan.place).rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): BuiltFile(
            key=plan.key, sha256=sha256_of(path.read_bytes())
        )
        for path in written
    }
