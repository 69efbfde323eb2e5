"""Bundled facts and templates; their provenance stands beside them and in LICENSES.md."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from sousveil.errors import NotFound

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def read_bundled(name: str) -> bytes:
    """Return the bytes of a bundled file, named as ``folder/file``.

    Raises:
        NotFound: there is no such file in the installed package.
    """
    file = _locate(name)
    if not file.is_file():
        raise NotFound("no such bundled file", where=name, next_step="reinstall sousveil")
    return file.read_bytes()


def list_bundled(folder: str, suffix: str) -> tuple[str, ...]:
    """Return the names (without suffix) of the bundled files of one folder, sorted."""
    names = (entry.name for entry in _locate(folder).iterdir())
    return tuple(sorted(name.removesuffix(suffix) for name in names if name.endswith(suffix)))


@lru_cache(maxsize=16)
def hash_bundled(*names: str) -> str:
    """Return eight letters that name the content of bundled files and folders."""
    digest = sha256()
    for name in names:
        found = _locate(name)
        entries = [found] if found.is_file() else found.iterdir()
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_file():
                digest.update(f"{name}/{entry.name}\0".encode() + entry.read_bytes())
    return digest.hexdigest()[:8]


def _locate(name: str) -> Traversable:
    return files(__name__).joinpath(*name.split("/"))
