"""Triggers that make tables append-only and the log a chain: where the dialects differ."""

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
    "channel": ("channel_id",),
    "run": ("run_id",),
    "run_end": ("run_id",),
    "retrieval": ("run_id", "name"),
    "proposal": ("claim_id", "document_id", "extractor", "version"),
    "extraction": ("document_id", "extractor", "version"),
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
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for event in ("UPDATE", "DELETE"):
            name = f"{table}_refuse_{event.lower()}"
            statements.append(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {refuse}")
        if table == "decision":
            same = "EXISTS (SELECT 1 FROM decision WHERE entry_hash = NEW.entry_hash)"
            when, then = f"{_CHAIN_BROKEN} OR {same}", "decision does not follow the last entry"
            refuse = f"BEGIN SELECT RAISE(ABORT, '{then}'); END"
        else:
            same = " AND ".join(f'"{key}" = NEW."{key}"' for key in _KEYS[table])
            when = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608  # own constants
        name = f"{table}_refuse_replace"
        statements.append(f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {when} {refuse}")
    return statements


def _postgresql(tables: tuple[str, ...]) -> list[str]:
    statements = [
        """
        CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
        """
    ]
    for table in tables:
        if table == "decision":
            statements += _POSTGRESQL_CHAIN
        change = f"{table}_refuse_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
        truncate = f"{table}_refuse_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
        statements += [
            f"CREATE TRIGGER {trigger} EXECUTE FUNCTION refuse_change()"
            for trigger in (change, truncate)
        ]
    return statements


_POSTGRESQL_CHAIN = (
    f"""
    CREATE FUNCTION keep_chain() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {_CHAIN_BROKEN} THEN
            RAISE EXCEPTION 'decision does not follow the last entry';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER decision_keep_chain BEFORE INSERT ON decision
    FOR EACH ROW EXECUTE FUNCTION keep_chain()
    """,
)
