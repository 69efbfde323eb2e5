"""Pack WARC files into a WACZ 1.1.1 package, which ReplayWeb.page opens without a server.

The package follows the published specification and what ReplayWeb.page's reader does with
it; it is read back in our tests step by step as that reader does. ReplayWeb.page itself is
run by ``scripts/check_replay.py``, in a browser.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sousveil.errors import BadInput, CannotWrite
from sousveil.sources.archive.cdxj import cdxj_line, pack_index
from sousveil.sources.archive.members import end_of_member
from sousveil.sources.archive.payload import media_type_of
from sousveil.sources.archive.section import Section
from sousveil.sources.archive.walking import Entry, walk_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WACZ_VERSION = "1.1.1"
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/pdf", "text/plain"})
_STEP = 1 << 20


def export_wacz(
    warc_files: Sequence[Path], target: Path, title: str, description: str, *, software: str = ""
) -> None:
    """Write a package of WARC files (``.warc.gz``, a member for each record) with its index.

    The same files and texts give the same bytes. A revisit can be replayed only if the record
    that it refers to is in one of the files. Records are stored as they are, so that a browser
    fetches the parts it needs; the index, of some 300 bytes a record, is made in memory.

    Raises:
        BadInput: there is no WARC file, two have one name, or one is damaged.
        CannotWrite: the package could not be written; ``target`` is as it was before.
    """
    files = sorted(warc_files, key=lambda path: path.name)
    _check_names(files)
    entries = [(path.name, entry) for path in files for entry in _walk_whole(path)]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=target.parent, prefix=".sousveil-new-", delete=False
        ) as file:
            try:
                _write_package(file, files, entries, (title, description, software))
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).chmod(0o644)
                Path(file.name).replace(target)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise CannotWrite(
            f"the package could not be written: {error.strerror or error}",
            where=str(target),
            next_step="free some space or correct the permissions, then run the command again",
        ) from error


def _check_names(files: Sequence[Path]) -> None:
    names = [path.name for path in files]
    if not names or len(set(names)) < len(names):
        raise BadInput(
            "a package is made of one or more WARC files with different names",
            next_step="name the WARC files to export",
        )
    for name in names:
        if not re.fullmatch(r"[A-Za-z0-9._-]+\.warc\.gz", name):
            raise BadInput(
                "the name of a WARC file in a package is of letters, digits, '.', '_' and '-'",
                where=name,
                next_step="rename the file to end in .warc.gz",
            )


def _walk_whole(path: Path) -> Iterable[Entry]:
    last = None
    for entry in walk_records(path):
        last = entry
        yield entry
    with path.open("rb") as file:
        section = Section(file)
        if last is None or end_of_member(section, last.offset) != section.size:
            raise BadInput(
                "the WARC file does not end with a whole record",
                where=str(path),
                next_step="finish or resume the run that writes it, then export again",
            )


def _write_package(
    file: IO[bytes],
    warc_files: Sequence[Path],
    entries: Sequence[tuple[str, Entry]],
    texts: tuple[str, str, str],
) -> None:
    lines = sorted(line for name, entry in entries if (line := cdxj_line(entry, name)))
    index, blocks = pack_index(lines, "index.cdx.gz")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package:
        resources = [_add_file(package, path) for path in warc_files]
        resources += [
            _add(package, "indexes/index.cdx.gz", index),
            _add(package, "indexes/index.idx", blocks),
            _add(package, "pages/pages.jsonl", _list_pages(entries)),
        ]
        title, description, software = texts
        latest = max((entry.retrieved_at or "" for _, entry in entries), default="")
        manifest = {
            "profile": "data-package",
            "wacz_version": WACZ_VERSION,
            "title": title,
            "description": description,
            "created": latest,
            "software": software or "Sousveil",
            "resources": resources,
        }
        data = json.dumps(manifest, indent=2, ensure_ascii=False).encode()
        whole = _add(package, "datapackage.json", data)
        digest = {"path": "datapackage.json", "hash": whole["hash"]}
        _add(package, "datapackage-digest.json", json.dumps(digest, indent=2).encode())


def _list_pages(entries: Sequence[tuple[str, Entry]]) -> bytes:
    """List each retrieval of a page that was there: what a reader of the package can open."""
    rows: list[dict[str, str]] = [{"format": "json-pages-1.0", "id": "pages", "title": "All pages"}]
    seen = set()
    for _, entry in entries:
        url, time = entry.target_uri or "", entry.retrieved_at or ""
        if not _is_page(entry) or (url, time) in seen:
            continue
        seen.add((url, time))
        page_id = hashlib.sha256(f"{time} {url}".encode()).hexdigest()[:16]
        rows.append({"id": page_id, "url": url, "ts": time})
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _is_page(entry: Entry) -> bool:
    is_there = entry.kind in {"response", "resource", "revisit"} and entry.http_status in {
        None,
        200,
    }
    return is_there and media_type_of(entry.content_type) in _PAGE_TYPES


def _add(package: zipfile.ZipFile, path: str, data: bytes) -> dict[str, str | int]:
    package.writestr(_info(path), data)
    return _resource(path, hashlib.sha256(data).hexdigest(), len(data))


def _add_file(package: zipfile.ZipFile, path: Path) -> dict[str, str | int]:
    """Store a file; only a large one gets the field of wide sizes.

    ReplayWeb.page takes a member without extra fields in the directory to have none before its
    data either, so that a field in the one place alone shifts every record that it reads.
    """
    name, is_large = f"archive/{path.name}", path.stat().st_size > zipfile.ZIP64_LIMIT
    with path.open("rb") as source, package.open(_info(name), "w", force_zip64=is_large) as member:
        shutil.copyfileobj(source, member, _STEP)
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    return _resource(name, digest, path.stat().st_size)


def _resource(path: str, sha256: str, size: int) -> dict[str, str | int]:
    name = path.rpartition("/")[2]
    return {"name": name, "path": path, "hash": f"sha256:{sha256}", "bytes": size}


def _info(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _FIXED_TIME)
    info.external_attr = 0o644 << 16
    return info
