"""The triggers that make tables append-only, and the log a chain: the one place where dialects differ."""

from __future__ import annotations


def trigger_statements(dialect: str, tables: tuple[str, ...]) -> list[str]:
    """Return the DDL that makes the database refuse updates and deletes in ``tables``.

    On ``decision`` an insert must also stand right after the last entry and name its
    hash, so that two writers cannot fork the log. SQLite's ``INSERT OR REPLACE`` deletes
    without firing a delete trigger; refusing an insert over an existing key closes that.
    """
    return _sqlite(tables) if dialect == "sqlite" else _postgresql(tables)


_KEYS = {
    "source": ("source_id",),
    "snapshot": ("sha256",),
    "claim": ("claim_id",),
    "evidence": ("claim_id", "position"),
    "issue": ("source_id", "snapshot_sha256", "position"),
}
_LAST = "SELECT {column} FROM decision ORDER BY number DESC LIMIT 1"
_CHAIN_BROKEN = """
    NEW.number <> COALESCE(({number}), 0) + 1
    OR NEW.previous_hash <> COALESCE(({entry_hash}), '{genesis}')
""".format(
    number=_LAST.format(column="number"),
    entry_hash=_LAST.format(column="entry_hash"),
    genesis="0" * 64,
)


def _sqlite(tables: tuple[str, ...]) -> list[str]:
    statements = []
    for table in tables:
        statements += [
            f"CREATE TRIGGER {table}_refuse_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for event in ("UPDATE", "DELETE")
        ]
        if table == "decision":
            statements.append(
                f"CREATE TRIGGER decision_keep_chain BEFORE INSERT ON decision WHEN {_CHAIN_BROKEN} "
                "BEGIN SELECT RAISE(ABORT, 'decision does not follow the last entry'); END"
            )
        else:
            same = " AND ".join(f'"{key}" = NEW."{key}"' for key in _KEYS[table])
            statements.append(
                f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} "
                f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "  # noqa: S608  # own constants
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    return statements


def _postgresql(tables: tuple[str, ...]) -> list[str]:
    statements = [
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        "CREATE FUNCTION keep_chain() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {_CHAIN_BROKEN} THEN "
        "RAISE EXCEPTION 'decision does not follow the last entry'; END IF; "
        "RETURN NEW; END $$",
        "CREATE TRIGGER decision_keep_chain BEFORE INSERT ON decision "
        "FOR EACH ROW EXECUTE FUNCTION keep_chain()",
    ]
    for table in tables:
        statements += [
            f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]
    return statements
