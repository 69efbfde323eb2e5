"""The manifest of an edition: what it was made from and what it consists of, by hash."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from attrs import asdict, evolve

from sousveil.errors import BadInput, CannotWrite, EditionCorrupt, NotFound
from sousveil.model.edition import FileEntry, Manifest
from sousveil.model.identifiers import canonical_bytes, sha256_of
from sousveil.model.structuring import structure

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.model.edition import EditionInputs

MANIFEST_FILE = "manifest.json"


def make_manifest(
    folder: Path, inputs: EditionInputs, made_with: str, rows: dict[str, int]
) -> Manifest:
    """Describe the files of a folder and what they were made from.

    The edition's id ends in the first 12 digits of the hash of all the rest.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = tuple(_describe(folder, path, rows) for path in paths)
    unnamed = Manifest(edition_id="", **asdict(inputs), made_with=made_with, files=files)
    return evolve(unnamed, edition_id=_name(unnamed))


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write ``manifest.json``."""
    text = json.dumps(asdict(manifest), indent=2, ensure_ascii=False)
    (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of an edition's folder.

    Raises:
        NotFound: the folder is no edition.
        EditionCorrupt: its manifest is not readable.
    """
    path = folder / MANIFEST_FILE
    if not path.is_file():
        raise NotFound(
            f"the folder has no {MANIFEST_FILE}, so it is no edition",
            where=str(folder),
            next_step="give the folder that `sousveil edition freeze ... --to` wrote, or an edition's name",
        )
    try:
        return structure(path.read_text(encoding="utf-8"), Manifest, where=str(path))
    except (BadInput, UnicodeDecodeError, OSError) as error:
        reason = error.what if isinstance(error, BadInput) else error
        raise EditionCorrupt(
            f"the manifest cannot be read: {reason}", where=str(path), next_step=_AGAIN
        ) from error


def verify_files(folder: Path, manifest: Manifest) -> None:
    """Make sure that every file is the one in the manifest, and that the manifest is whole.

    Raises:
        EditionCorrupt: some are not; all of them are named.
    """
    problems = []
    if manifest.edition_id != _name(manifest):
        problems.append(f"{MANIFEST_FILE} is not the one that the edition's id was made from")
    for entry in manifest.files:
        path = folder / entry.path
        if not path.is_file():
            problems.append(f"{entry.path} is missing")
        elif _hash_file(path) != entry.sha256:
            problems.append(f"{entry.path} is not the file in the manifest")
    if problems:
        raise EditionCorrupt("\n".join(problems), where=str(folder), next_step=_AGAIN)


def check_replaceable(folder: Path) -> None:
    """Make sure that replacing an edition's folder takes nothing away but that edition.

    Other programs have files of the manifest's name too, and people put notes beside data.

    Raises:
        CannotWrite: the manifest is not an edition's, or files stand there that it does not name.
    """
    try:
        if not (folder / MANIFEST_FILE).is_file():
            return
        manifest = read_manifest(folder)
        present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    except (BadInput, EditionCorrupt, OSError) as error:
        raise CannotWrite(
            f"the folder has a {MANIFEST_FILE} that is not an edition's, so it is not replaced",
            where=str(folder),
            next_step="choose a new folder, or empty this one",
        ) from error
    foreign = sorted(present - {MANIFEST_FILE, *(entry.path for entry in manifest.files)})
    if foreign:
        raise CannotWrite(
            f"the folder holds files that are no part of the edition in it: {', '.join(foreign)}",
            where=str(folder),
            next_step="choose a new folder, or move these files elsewhere",
        )


def _name(manifest: Manifest) -> str:
    """Make an edition's id of everything else in its manifest."""
    digest = sha256_of(canonical_bytes(asdict(evolve(manifest, edition_id=""))))
    return f"{manifest.codebook_id}-{digest[:12]}"


def _describe(folder: Path, path: Path, rows: dict[str, int]) -> FileEntry:
    return FileEntry(
        path=path.relative_to(folder).as_posix(),
        sha256=_hash_file(path),
        size_bytes=path.stat().st_size,
        rows=rows.get(path.stem) if path.suffix in {".csv", ".parquet"} else None,
    )


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


_AGAIN = "freeze the edition again, or fetch it again from where it was published"
