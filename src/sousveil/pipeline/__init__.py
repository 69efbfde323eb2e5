"""The composition root: puts store, registers and stages together; it alone names a backend."""

from sousveil.pipeline.bundled import load_covariates, load_rules, read_bundled_table
from sousveil.pipeline.freezing import find_edition, freeze
from sousveil.pipeline.importing import ImportResult, import_table
from sousveil.pipeline.publishing import audit_table_by_id, publish
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
