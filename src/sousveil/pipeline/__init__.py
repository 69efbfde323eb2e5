"""The composition root: puts store, registers and stages together; it alone names a backend.

What stands here is imported when it is asked for, so that a command waits for its own stage only.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sousveil.pipeline.bundled import load_covariates, load_rules, read_bundled_table
    from sousveil.pipeline.freezing import find_edition, freeze
    from sousveil.pipeline.importing import ImportResult, import_table
    from sousveil.pipeline.publishing import publish
    from sousveil.pipeline.table_audit import audit_table_by_id
    from sousveil.pipeline.workspace import open_workspace, verify_log

__all__ = [
    "ImportResult",
    "audit_table_by_id",
    "find_edition",
    "freeze",
    "import_table",
    "load_covariates",
    "load_rules",
    "open_workspace",
    "publish",
    "read_bundled_table",
    "verify_log",
]

_HOMES = {
    "ImportResult": "importing",
    "audit_table_by_id": "table_audit",
    "find_edition": "freezing",
    "freeze": "freezing",
    "import_table": "importing",
    "load_covariates": "bundled",
    "load_rules": "bundled",
    "open_workspace": "workspace",
    "publish": "publishing",
    "read_bundled_table": "bundled",
    "verify_log": "workspace",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
