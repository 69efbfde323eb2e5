"""What a site was built from, file by file, so that the next build writes only what changed.

The record is a file of the site itself: for each other file the key of what it was made
from, and the SHA-256 of what was written. A file whose key is the same and whose bytes are
those that were written is taken over.
"""

from __future__ import annotations

import json
import os
import shutil
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.data import hash_bundled
from sousveil.model.identifiers import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

MARKER = ".sousveil-site"
_RENDERED_WITH = (
    *("babel", "jinja2", "markupsafe"),
    *("graspologic-native", "networkx", "numpy", "scipy"),  # these place the network
)


@frozen(kw_only=True)
class BuiltFile:
    """A file of a site: the key of what it was made from, and the hash of its bytes."""

    key: str
    sha256: str


class LastBuild:
    """The files of the site that stands at the target, of which those still valid are kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = _read_record(folder / MARKER)

    def paths_below(self, folder: str) -> tuple[str, ...]:
        """Return the recorded files of a folder."""
        return tuple(path for path in self._files if path.startswith(f"{folder}/"))

    def has_folder(self, folder: str, key: str) -> bool:
        """Say whether a folder was written, all of it from what the key stands for."""
        paths = self.paths_below(folder)
        return bool(paths) and all(self._files[path].key == key for path in paths)

    def take_over(self, path: str, key: str, target: Path) -> BuiltFile | None:
        """Put a file of the last build into the new one, None if it must be made anew."""
        built = self._files.get(path)
        old = self._folder / path
        if built is None or built.key != key or not old.is_file():
            return None
        if sha256_of(old.read_bytes()) != built.sha256:
            return None
        new = target / path
        new.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(old, new)
        except OSError:  # a file system without hard links
            shutil.copyfile(old, new)
        return built


def write_record(folder: Path, built: Mapping[str, BuiltFile]) -> None:
    """Write the record of a site into it; the same files give the same bytes."""
    record = {path: [built[path].key, built[path].sha256] for path in sorted(built)}
    text = json.dumps({"made_by": "sousveil", "files": record}, indent=0)
    (folder / MARKER).write_text(text + "\n", encoding="utf-8", newline="\n")


def make_key(*parts: str) -> str:
    """Return a key of all that a file is made from."""
    return sha256_of("\0".join(parts).encode("utf-8", "surrogatepass"))[:24]


def hash_program() -> str:
    """Return a key of the code, the templates and the packages that make pages of data."""
    bundled = hash_bundled("templates", "assets", "geography")
    packages = [f"{name} {version(name)}" for name in _RENDERED_WITH]
    return make_key(bundled, *packages, hash_sources("sousveil.publication"))


@cache
def hash_sources(package: str) -> str:
    """Return a key of the code of a package of ours."""
    sources = sorted(_sources(files(package)), key=lambda source: source[0])
    return make_key(*(f"{name} {sha256_of(text)}" for name, text in sources))


def _sources(folder: Traversable) -> Iterable[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry)
        elif entry.name.endswith(".py"):
            yield f"{folder.name}/{entry.name}", entry.read_bytes()


def _read_record(path: Path) -> dict[str, BuiltFile]:
    """Read a record; one that is not readable is that of a site of which nothing is kept."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return {
            name: BuiltFile(key=key, sha256=sha256)
            for name, (key, sha256) in record["files"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
