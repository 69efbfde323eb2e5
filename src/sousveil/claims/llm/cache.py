"""The cache: what a model answered about a text, in files named by everything that it depends on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sousveil.errors import CannotWrite
from sousveil.model.identifiers import canonical_bytes, sha256_of
from sousveil.staging import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class AnswerCache:
    """A folder of answers; one is whole or not there, and a damaged one counts as not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: Mapping[str, object]) -> str | None:
        """Return the answer kept under a key, or None."""
        try:
            record = json.loads(self._path(key).read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(record, dict) or record.get("key") != key:
            return None
        answer = record.get("answer")
        return answer if isinstance(answer, str) else None

    def put(self, key: Mapping[str, object], answer: str) -> None:
        """Keep an answer.

        Raises:
            CannotWrite: the folder cannot take it; nothing is left half-written.
        """
        path = self._path(key)
        data = json.dumps({"key": dict(key), "answer": answer}, sort_keys=True).encode("ascii")
        try:
            write_whole(path, data)
        except OSError as error:
            raise CannotWrite(
                f"the answer could not be kept: {error.strerror}",
                where=str(path.parent),
                next_step="free some space or correct the permissions, then run the command"
                " again: what was kept is not asked again",
            ) from error

    def _path(self, key: Mapping[str, object]) -> Path:
        name = sha256_of(canonical_bytes(dict(key)))
        return self._folder / name[:2] / f"{name[2:]}.json"
