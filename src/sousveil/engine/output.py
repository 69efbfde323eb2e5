"""The folder that partitions are written to: a path, or any fsspec URL.

``rows/PARTITION.parquet`` holds the rows, ``partitions/PARTITION.json`` the receipt. The
receipt is written last: where it is, the partition is finished. A file is whole or not there.
"""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import fsspec

from sousveil.engine.partition import Receipt
from sousveil.engine.process import describe_error
from sousveil.errors import BadInput, CannotWrite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROWS, RECEIPTS = "rows", "partitions"
_SUFFIXES: Final = {ROWS: ".parquet", RECEIPTS: ".json"}
_STAGING: Final = ".new-"
_STALE_SECONDS: Final = 3_600.0
"""Nothing takes so long to copy: what is older was left by a process that was killed."""
_WHOLE_PUT: Final = frozenset(
    "s3 s3a gs gcs abfs abfss az adl oss obs oci tos memory".split()  # noqa: SIM905  # one a word
)
"""Stores in which an object appears when all of it is there, and that copy to rename."""


class OutputFolder:
    """A folder of partitions; several processes may write to it at once.

    ``url`` leads to it from any working directory.
    """

    def __init__(self, url: str) -> None:
        try:
            self._files, self._root = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError) as error:
            raise BadInput(
                f"the output folder cannot be opened: {error}",
                where=url,
                next_step="use a path, or install the fsspec implementation of this URL",
            ) from error
        protocols = self._files.protocol
        self._protocols = {protocols} if isinstance(protocols, str) else set(protocols)
        self.url = self._root if self._is_local else url

    @property
    def _is_local(self) -> bool:
        return "file" in self._protocols

    def finished(self, partition_ids: Iterable[str]) -> dict[str, Receipt]:
        """Return the receipts of those partitions that are finished.

        Raises:
            BadInput: the folder holds partitions that are not among these.
            CannotWrite: the folder cannot be listed.
        """
        known = set(partition_ids)
        listed = {kind: self._list(kind) for kind in _SUFFIXES}
        foreign = sorted((listed[ROWS] | listed[RECEIPTS]) - known)
        if foreign:
            raise BadInput(
                f"the folder holds {len(foreign)} partitions of other work, such as {foreign[0]}: "
                "another version, other columns, other inputs or another division of them",
                where=self.url,
                next_step="use a folder of its own for every version and division of the work",
            )
        done = sorted(listed[ROWS] & listed[RECEIPTS])
        paths = [self._receipt_path(name) for name in done]
        # Many at a time where the storage can, and no character of a path is a wildcard.
        receipts = self._guarded(self._files.cat_ranges, paths, None, None, on_error="raise")
        return dict(zip(done, map(self._parse, receipts), strict=True))

    def receipt(self, partition_id: str) -> Receipt | None:
        """Return the receipt of a partition, None if it is not finished."""
        path = self._receipt_path(partition_id)
        try:
            return self._parse(self._files.cat_file(path))
        except FileNotFoundError:
            return None

    def store(self, receipt: Receipt, parquet: Path) -> None:
        """Store the rows of a partition, then its receipt.

        Raises:
            CannotWrite: the folder does not take them; the partition is not finished.
        """
        name = receipt.partition_id
        written = parquet.with_name("receipt.json")
        written.write_bytes(receipt.to_bytes())
        for kind, source in ((ROWS, parquet), (RECEIPTS, written)):
            target = f"{self._root}/{kind}/{name}{_SUFFIXES[kind]}"
            self._guarded(self._put, source, target)

    def tidy(self) -> None:
        """Remove what killed processes left in the making on this machine's own disk."""
        if not self._is_local:
            return
        for kind in _SUFFIXES:
            for path in Path(self._root, kind).glob(f"{_STAGING}*"):
                if time.time() - path.stat().st_mtime > _STALE_SECONDS:
                    path.unlink(missing_ok=True)

    def _put(self, source: Path, target: str) -> None:
        """Make a file appear under its name at once."""
        if self._protocols & _WHOLE_PUT:
            self._files.put_file(str(source), target)
            return
        folder, _, name = target.rpartition("/")
        self._files.makedirs(folder, exist_ok=True)
        staged = f"{folder}/{_STAGING}{name}-{uuid.uuid4().hex}"
        try:
            self._files.put_file(str(source), staged)
            if self._is_local:
                _sync(Path(staged))
                Path(staged).replace(target)
            else:
                self._files.mv(staged, target)
        except BaseException:
            if self._files.exists(staged):
                self._files.rm_file(staged)
            raise

    def _list(self, kind: str) -> set[str]:
        """Return the names of the partitions that have a file of this kind."""
        suffix = _SUFFIXES[kind]
        try:
            paths = self._guarded(self._files.ls, f"{self._root}/{kind}", detail=False)
        except FileNotFoundError:
            return set()  # nothing was written yet
        names = (path.rpartition("/")[2] for path in paths)
        return {
            name.removesuffix(suffix)
            for name in names
            if name.endswith(suffix) and not name.startswith(".")
        }

    def _guarded(self, call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        self._files.invalidate_cache()
        try:
            return call(*arguments, **options)
        except FileNotFoundError:
            raise
        except Exception as error:
            raise CannotWrite(
                f"the output folder does not answer as it should: {describe_error(error)}",
                where=self.url,
                next_step="check address, permissions and space, then run the command again",
            ) from error

    def _receipt_path(self, partition_id: str) -> str:
        return f"{self._root}/{RECEIPTS}/{partition_id}{_SUFFIXES[RECEIPTS]}"

    def _parse(self, data: bytes) -> Receipt:
        try:
            return Receipt.from_bytes(data)
        except ValueError as error:
            raise BadInput(
                f"a receipt cannot be read: {error}",
                where=f"{self.url}/{RECEIPTS}",
                next_step="delete it, and its partition is worked on again",
            ) from error


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
