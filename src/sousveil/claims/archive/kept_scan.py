"""Keep what the scan is made of from one process to the next, in a file of the user's cache.

Terms, literals and the compiled database follow from vocabularies, program and processor alone. The
file is named by all of these, so it is never stale. It is read as a whole or not at all, and only
where nobody else could have written it: what is damaged, foreign or another processor's is made
anew. Where nothing can be kept, all is made each time.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from sousveil import __version__
from sousveil.claims.archive.matching import (
    Unusable,
    load_matcher,
    make_matcher,
    name_compiler,
)
from sousveil.claims.archive.sought import Sought, SoughtTerm, find_sought
from sousveil.claims.vocabulary.vocabulary import list_languages, load_vocabulary
from sousveil.staging import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sousveil.claims.archive.matching import Matcher

_MADE_OF = (
    ("data", "vocabularies"),
    ("claims", "archive"),
    ("claims", "text"),
    ("claims", "vocabulary"),
    ("model", "structuring.py"),
)
"""Files and folders of the package that have a say in what is kept."""
_DIGEST_BYTES = 32
_LARGEST = 1 << 26
"""Bytes of a file that is still read; ours has about four million."""
_MOST_KEPT = 8
"""Files that stay: one for each program, processor and set of vocabularies used last."""


def keep_scan(folder: Path | None = None) -> tuple[Sought, Matcher]:
    """Return what is sought for the bundled vocabularies and its matcher: as kept, or made and kept.

    Without a ``folder``, the user's cache is taken.
    """
    folder = folder or find_folder(os.environ)
    key = _key()
    path = folder / f"scan-{key[:32]}" if folder else None
    kept = _read(path, key) if path else None
    if kept is not None:
        try:
            return _unpack(kept)
        except Unusable:  # compiled for another processor: made anew
            pass
    sought = find_sought(map(load_vocabulary, list_languages()))
    matcher = make_matcher(sought.literals)
    if path is not None:
        _write(path, key, _pack(sought, matcher))
    return sought, matcher


def find_folder(environment: Mapping[str, str]) -> Path | None:
    """Return the program's folder in the user's cache; None for a user who has no home.

    >>> find_folder({"XDG_CACHE_HOME": "/var/cache/me"}).as_posix()
    '/var/cache/me/sousveil'
    """
    named = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    given = Path(environment.get(named, ""))
    if given.is_absolute():  # as the rule for these folders has it
        return given / "sousveil"
    try:
        return Path.home() / ".cache" / "sousveil"
    except RuntimeError:
        return None


def _key() -> str:
    """Return a digest of all that has a say in what is kept."""
    digest = hashlib.sha256(f"{__version__}\0{sys.version}\0{name_compiler()}\0".encode())
    for parts in _MADE_OF:
        found = files("sousveil").joinpath(*parts)
        entries = [found] if found.is_file() else found.iterdir()
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_file():
                content = hashlib.sha256(entry.read_bytes()).hexdigest()
                digest.update(f"{'/'.join(parts)}/{entry.name}\0{content}\0".encode())
    return digest.hexdigest()


def _read(path: Path, key: str) -> bytes | None:
    """Return what is kept under a key, or None where it is not there, not ours, or not whole."""
    try:
        if not (_is_ours(path.parent.stat()) and _is_ours(path.stat()) and path.is_file()):
            return None
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError:
        return None
    digest, body = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    return body if len(data) <= _LARGEST and digest == _digest(key, body) else None


def _is_ours(found: os.stat_result) -> bool:
    """Tell whether nobody else can write to a file or folder; Windows keeps others out of homes."""
    if sys.platform == "win32":
        return True
    others_write = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return found.st_uid == os.geteuid() and not others_write


def _write(path: Path, key: str, body: bytes) -> None:
    """Keep a file, and clear away those used longest ago; where that cannot be, nothing is kept."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, _digest(key, body) + body)
        found = sorted(path.parent.glob("scan-*"), key=lambda one: one.stat().st_mtime)
        for old in found[:-_MOST_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _digest(key: str, body: bytes) -> bytes:
    return hashlib.sha256(key.encode() + body).digest()


def _pack(sought: Sought, matcher: Matcher) -> bytes:
    """Return what is sought as one line of JSON, and behind it the compiled database."""
    record = {
        "literals": [literal.decode() for literal in sought.literals],
        "terms": [[one.longest, one.others, one.term] for one in sought.terms],
    }
    return orjson.dumps(record) + b"\n" + matcher.dump()


def _unpack(body: bytes) -> tuple[Sought, Matcher]:
    line, _, database = body.partition(b"\n")
    record = orjson.loads(line)
    sought = Sought(
        literals=tuple(literal.encode() for literal in record["literals"]),
        terms=tuple(SoughtTerm(one, tuple(others), term) for one, others, term in record["terms"]),
    )
    return sought, load_matcher(sought.literals, database)
