"""The data package of an edition: its files as they are, in every other form, described and zipped.

The folder is still the edition: it opens with ``open_edition`` and verifies against its manifest.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sousveil.editions.folder import whole_folder
from sousveil.editions.manifest import MANIFEST_FILE
from sousveil.errors import CannotWrite
from sousveil.publication.formats.evidence_bundle import NO_EVIDENCE
from sousveil.publication.formats.writing import write_forms, write_stacked_forms
from sousveil.publication.package_readme import describe_package
from sousveil.publication.site_paths import file_stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sousveil.editions.opening import Edition
    from sousveil.publication.formats.evidence_bundle import EvidenceBundle

MARKER = ".sousveil-package"
"""Lists the files of a package that we made, which alone is replaced, and nothing besides."""

_LEVEL = 3
"""Of compression: in half the time of the usual one, an archive larger by a tenth."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip archive can hold; every member has it, so the bytes depend on nothing else."""


def write_data_package(
    edition: Edition,
    target: Path,
    evidence: EvidenceBundle = NO_EVIDENCE,
    url: str | None = None,
) -> Path:
    """Write the data package of an edition into a folder, and a zip archive of it inside.

    ``url`` is the page where the edition is published, None where nobody knows.

    Returns:
        The archive's path. Folder and archive are the same bytes for the same edition,
        evidence and page.

    Raises:
        CannotWrite: the target is something else than a package that we made, holds more
            than that, or the disk does not take it.
    """
    with _writing_package(target) as folder:
        for name in (*(entry.path for entry in edition.manifest.files), MANIFEST_FILE):
            shutil.copyfile(edition.folder / name, folder / name)
        (folder / "README.md").write_text(describe_package(edition), encoding="utf-8")
        write_forms(edition, folder, evidence, url)
        _write_archive(folder, folder / archive_name(edition))
    return target / archive_name(edition)


def write_stacked_package(
    editions: Sequence[Edition], packages: Sequence[Path], target: Path
) -> None:
    """Write one package with the panel and the events of several editions, from their packages.

    Raises:
        CannotWrite: as for the package of one edition.
    """
    with _writing_package(target) as folder:
        write_stacked_forms(editions, packages, folder)


def archive_name(edition: Edition) -> str:
    """Return the name of the zip archive of an edition's package."""
    return f"{file_stem(edition.manifest.edition_id)}.zip"


@contextmanager
def _writing_package(target: Path) -> Iterator[Path]:
    """Give an empty folder that becomes the target, with the list of what was written into it."""
    _check_replaceable(target)
    with whole_folder(target, marker=MARKER) as folder:
        yield folder
        names = sorted(path.name for path in folder.iterdir())
        (folder / MARKER).write_text("\n".join(names) + "\n", encoding="utf-8")


def _check_replaceable(target: Path) -> None:
    """Make sure that replacing a package takes nothing away but what we wrote."""
    marker = target / MARKER
    try:
        if not marker.is_file():
            return
        listed = {MARKER, *marker.read_text(encoding="utf-8").splitlines()}
        foreign = sorted({path.name for path in target.iterdir()} - listed)
    except (OSError, UnicodeDecodeError) as error:
        raise CannotWrite(
            f"the folder cannot be read: {error}",
            where=str(target),
            next_step="choose a new folder, or correct the permissions",
        ) from error
    if foreign:
        raise CannotWrite(
            f"the folder holds files that are no part of the package: {', '.join(foreign)}",
            where=str(target),
            next_step="choose a new folder, or move these files elsewhere",
        )


def _write_archive(folder: Path, archive: Path) -> None:
    """Pack a folder under the archive's name: sorted, without times, owners or order of the disk."""
    members = sorted(path for path in folder.iterdir() if path.is_file() and path != archive)
    with ZipFile(archive, "w") as out:
        for path in members:
            info = ZipInfo(f"{archive.stem}/{path.name}", date_time=_EPOCH)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            if not path.stat().st_size:  # nothing can be mapped
                out.writestr(info, b"", ZIP_DEFLATED)
                continue
            with path.open("rb") as source, mmap(source.fileno(), 0, access=ACCESS_READ) as data:
                out.writestr(info, data, ZIP_DEFLATED, compresslevel=_LEVEL)
