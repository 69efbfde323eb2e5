"""The key that signs cookies and one-time links: made once, kept in the workspace for its owner."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from sousveil.errors import BadInput, CannotWrite

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "server-secret-key"


def keep_secret_key(home: Path) -> str:
    """Return the workspace's key, making it (readable by its owner alone) if there is none.

    Raises:
        BadInput: others can read the file, or it holds no key.
        CannotWrite: the file cannot be made.
    """
    path = home / _FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        _make_once(path)
        mode = path.stat().st_mode & 0o777
        key = path.read_text("ascii").strip()
    except OSError as error:
        raise CannotWrite(
            f"the server's key cannot be kept: {error.strerror}",
            where=str(path),
            next_step="correct the permissions, or set SOUSVEIL_SECRET_KEY",
        ) from error
    if os.name == "posix" and mode & 0o077:
        raise BadInput(
            f"others can read the server's key (mode {mode:04o})",
            where=str(path),
            next_step=f"remove {path} (everyone has to sign in anew), then start again",
        )
    if len(key) < 50:
        raise BadInput(
            "this holds no key", where=str(path), next_step=f"remove {path}, then start again"
        )
    return key


def _make_once(path: Path) -> None:
    """Write a new key under a name of its own and link it; of two who do so at once, one wins."""
    if path.exists():
        return
    new = path.with_name(f".{_FILE}-{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(new, path)
        except FileExistsError:
            return
    finally:
        new.unlink()
