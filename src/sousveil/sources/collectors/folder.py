"""Channel of a folder: documents and procurement notices below it, or matching a glob.

A document (HTML, PDF, DOCX, TXT, EML) is an item as it is. A file of notices (OCDS, TED)
gives the items that it would give as a channel of its own.

The folder is a path or any fsspec URL. A file's name is the location as the user gave it
and the path below it, so that it says nothing more of the machine than the user did.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from attrs import frozen
from fsspec.core import strip_protocol

from sousveil.errors import BadInput
from sousveil.model.collection import Channel, ChannelKind, Content, Item, Rejected
from sousveil.sources.collectors.counted_items import CountedItems
from sousveil.sources.collectors.ocds import MAX_FILE_BYTES as MAX_OCDS_BYTES
from sousveil.sources.collectors.ocds import collect_releases
from sousveil.sources.collectors.ted import MAX_FILE_BYTES as MAX_TED_BYTES
from sousveil.sources.collectors.ted import collect_notices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.sources.collectors.interface import Opener

MAX_FILE_BYTES = 64 * 1024 * 1024

MEDIA_TYPES = {
    ".htm": "text/html",
    ".html": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".txt": "text/plain",
    ".eml": "message/rfc822",
}

OCDS_ENDINGS = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz")
TED_ENDINGS = (".xml", ".xml.gz", ".tar.gz", ".tgz", ".zip")

_NOTICE_ENDINGS = OCDS_ENDINGS + TED_ENDINGS
_LOCAL_URL = re.compile(r"(?:file|local):", re.IGNORECASE)
_REMOTE_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_MAGIC = re.compile(r"[*?\[]")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class FolderCollector:
    """Yields the content of each file; a document larger than ``max_bytes`` is rejected."""

    kind: str = ChannelKind.FOLDER

    def __init__(self, max_bytes: int = MAX_FILE_BYTES) -> None:
        self._max_bytes = max_bytes

    def collect(self, channel: Channel, opener: Opener) -> Iterator[Item]:
        """Yield the items of the files, in the order of their paths."""
        root = _Root.of(channel.location)
        paths = list(opener.list_files(channel.location))
        files = (self._take(path, root, opener) for path in paths)
        return CountedItems(files, total=len(paths), unit="files")

    def _take(self, path: str, root: _Root, opener: Opener) -> Iterator[Item]:
        name = root.name_file(path)
        reason = root.find_fault(path, name)
        if reason:
            yield Rejected(name=name, reason=reason)
            return
        try:
            if name.lower().endswith(OCDS_ENDINGS):
                yield from collect_releases(name, opener.read(name, max_bytes=MAX_OCDS_BYTES))
            elif name.lower().endswith(TED_ENDINGS):
                yield from collect_notices(name, opener.read(name, max_bytes=MAX_TED_BYTES))
            else:
                data = opener.read(name, max_bytes=self._max_bytes)
                yield Content(name=name, data=data, media_type=MEDIA_TYPES[_suffix(name)])
        except BadInput as error:
            yield Rejected(name=name, reason=error.what)


@frozen(kw_only=True)
class _Root:
    """The part of a location that every file lies below: as given, and as fsspec has it."""

    given: str
    path: str
    is_local: bool

    @classmethod
    def of(cls, location: str) -> _Root:
        """Return the folder of a location; of a glob, what stands before its first wildcard."""
        magic = _MAGIC.search(location)
        given = location[: location.rfind("/", 0, magic.start()) + 1] if magic else location
        storage = given.rpartition("::")[2]  # the last link of a chain, as in simplecache::s3://
        return cls(
            given=given,
            path=_strip(storage or "."),
            is_local=bool(_LOCAL_URL.match(storage)) or not _REMOTE_URL.match(storage),
        )

    def name_file(self, path: str) -> str:
        """Return the given location with the file's path below it; the path itself if it is not."""
        path = _strip(path)
        if path == self.path:
            return self.given
        top = self.path.strip("/")
        below = path.strip("/").removeprefix(f"{top}/" if top else "")
        if top and below == path.strip("/"):
            return PurePosixPath(path).name
        return (
            f"{self.given}/{below}"
            if self.given and not self.given.endswith("/")
            else self.given + below
        )

    def find_fault(self, path: str, name: str) -> str | None:
        """Say why a file is not taken, or None if nothing speaks against reading it."""
        if _UNPRINTABLE.search(name):
            return "its name holds control characters or is not text"
        if "::" in path:
            return "its name holds '::', which fsspec reads as a chain of storages"
        if _suffix(name) not in MEDIA_TYPES and not name.lower().endswith(_NOTICE_ENDINGS):
            kinds = ", ".join(sorted((*MEDIA_TYPES, *_NOTICE_ENDINGS)))
            return (
                f"not a kind of file that is read ({_suffix(name) or 'no extension'}; {kinds} are)"
            )
        if not (
            name.startswith(self.given) and ".." not in PurePosixPath(name[len(self.given) :]).parts
        ):
            return "not below the folder"
        return self._find_local_fault(_strip(path)) if self.is_local else None

    def _find_local_fault(self, path: str) -> str | None:
        """Follow symbolic links, of the file or of folders on the way, before anything is read."""
        try:
            target, root = Path(path).resolve(strict=True), Path(self.path).resolve(strict=True)
        except (OSError, RuntimeError) as error:
            return f"cannot be followed to a file: {getattr(error, 'strerror', None) or 'a loop of links'}"
        if target != root and not target.is_relative_to(root):
            return "a symbolic link that leads out of the folder"
        return None if target.is_file() else "not a regular file"


def _strip(location: str) -> str:
    try:
        path = str(strip_protocol(location))
    except (ImportError, ValueError) as error:
        raise BadInput(
            f"no such kind of storage: {error}",
            where=location,
            next_step="use a path, or install the fsspec implementation of this URL",
        ) from error
    return path.replace(os.sep, "/")


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
