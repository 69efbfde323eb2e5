"""The editions that are read: opened and checked once, then asked with SQL by many threads.

Only frozen editions are public. One of a moment is frozen for the question, into a folder
that goes with the process.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from collections import OrderedDict
from functools import cached_property
from pathlib import Path
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any

from attrs import asdict, field, frozen

from sousveil.editions.manifest import MANIFEST_FILE, read_manifest
from sousveil.editions.opening import Edition, open_edition
from sousveil.errors import NotFound
from sousveil.findings.catalogue import load_catalogue
from sousveil.findings.computing import compute_findings
from sousveil.model.moment import parse_as_of
from sousveil.pipeline.freezing import freeze_workbench

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

    from sousveil.model.edition import Manifest
    from sousveil.model.finding import Finding
    from sousveil.pipeline.workbench import Workbench

_KEPT = 8
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@frozen(kw_only=True, slots=False, eq=False)
class OpenedEdition:
    """An edition whose files were checked, with a database over them that threads share."""

    edition: Edition
    _lock: RLock = field(factory=RLock)

    def ask(self, sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
        """Run one query of ours on a cursor of its own."""
        with self._lock:
            cursor = self._connection.cursor()
        try:
            return cursor.execute(sql, parameters).fetchall()
        finally:
            cursor.close()

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings that are declared for its codebook, computed once."""
        with self._lock:
            return self._findings

    @cached_property
    def _connection(self) -> DuckDBPyConnection:
        return self.edition.connect()

    @cached_property
    def _findings(self) -> tuple[Finding, ...]:
        try:
            catalogue = load_catalogue(self.edition.manifest.codebook_id)
        except NotFound:
            return ()
        return compute_findings(self._connection.cursor(), catalogue)


_opened: OrderedDict[tuple[str, str], OpenedEdition] = OrderedDict()
_opening = Lock()
_freezing = Lock()


def list_manifests(bench: Workbench) -> list[tuple[str, Manifest]]:
    """Return the editions that the workspace keeps: the name of each and its manifest."""
    folder = bench.settings.editions
    if not folder.is_dir():
        return []
    found = (one for one in sorted(folder.iterdir()) if (one / MANIFEST_FILE).is_file())
    return [(one.name, read_manifest(one)) for one in found if _NAME.fullmatch(one.name)]


def find_opened(bench: Workbench, name: str) -> OpenedEdition:
    """Return an edition by its id, or by the name that the workspace keeps it under.

    Raises:
        NotFound: the workspace keeps none of this name.
    """
    for folder, manifest in list_manifests(bench):
        if name in {folder, manifest.edition_id}:
            path = bench.settings.editions / folder
            return _open((str(path), manifest.edition_id), path)
    raise NotFound("no such edition", next_step="look it up in /api/v1/editions")


def find_as_of(
    bench: Workbench, as_of: str | None, may_freeze: Callable[[], bool]
) -> OpenedEdition | None:
    """Return what the workspace's log said at a moment, as an edition; no moment is now.

    Where it has to be frozen for the question, ``may_freeze`` is asked; None if it may not be.

    Raises:
        BadInput: it is no day and no time.
    """
    moment = as_of or bench.clock()
    with bench.verdicts(moment) as verdicts:
        head = verdicts.head
    last = parse_as_of(moment).isoformat()[:10]
    key = (f"{bench.settings.database_url} {last}", f"{head.count} {head.entry_hash}")
    with _freezing:
        found = _opened.get(key)
        if found is not None:
            return found
        if not may_freeze():
            return None
        folder = Path(tempfile.mkdtemp(prefix="sousveil-as-of-"))
        try:
            freeze_workbench(bench, folder / "edition", as_of=moment)
            found = _open(key, folder / "edition")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        weakref.finalize(found, shutil.rmtree, folder, ignore_errors=True)
        return found


def describe(manifest: Manifest, name: str) -> dict[str, Any]:
    """Return what is public of a manifest."""
    return {"name": name, **asdict(manifest)}


def _open(key: tuple[str, str], path: Path) -> OpenedEdition:
    with _opening:
        if key in _opened:
            _opened.move_to_end(key)
            return _opened[key]
        found = OpenedEdition(edition=open_edition(path))
        _opened[key] = found
        while len(_opened) > _KEPT:
            _opened.popitem(last=False)
        return found
