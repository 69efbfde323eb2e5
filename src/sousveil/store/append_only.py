"""Triggers that make tables append-only and some of them chains: where the dialects differ."""

from __future__ import annotations


def trigger_statements(dialect: str, tables: tuple[str, ...]) -> list[str]:
    """Return the DDL that makes the database refuse updates and deletes in ``tables``.

    In a chain (``decision``, ``journal``) an insert must also stand right after the last entry
    and name its hash, so that two writers cannot fork it. SQLite's ``INSERT OR REPLACE`` deletes
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
_CHAINS = ("decision", "journal")


def _is_out_of_place(table: str) -> str:
    """Return the condition under which a new row does not follow the last one of its chain."""
    last = f"SELECT {{}} FROM {table} ORDER BY number DESC LIMIT 1"  # noqa: S608  # own constants
    return f"""
        NEW.number <> COALESCE(({last.format("number")}), 0) + 1
        OR NEW.previous_hash <> COALESCE(({last.format("entry_hash")}), '{"0" * 64}')
    """


def _sqlite(tables: tuple[str, ...]) -> list[str]:
    statements = []
    for table in tables:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for event in ("UPDATE", "DELETE"):
            name = f"{table}_refuse_{event.lower()}"
            statements.append(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {refuse}")
        if table in _CHAINS:
            same = f"EXISTS (SELECT 1 FROM {table} WHERE entry_hash = NEW.entry_hash)"  # noqa: S608
            when = f"{_is_out_of_place(table)} OR {same}"
            then = f"{table} does not follow the last entry"
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
        if table in _CHAINS:
            statements += _postgresql_chain(table)
        change = f"{table}_refuse_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
        truncate = f"{table}_refuse_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
        statements += [
            f"CREATE TRIGGER {trigger} EXECUTE FUNCTION refuse_change()"
            for trigger in (change, truncate)
        ]
    return statements


def _postgresql_chain(table: str) -> tuple[str, str]:
    return (
        f"""
        CREATE FUNCTION {table}_keep_chain() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {_is_out_of_place(table)} THEN
                RAISE EXCEPTION '{table} does not follow the last entry';
            END IF;
            RETURN NEW;
        END $$
        """,
        f"""
        CREATE TRIGGER {table}_keep_chain BEFORE INSERT ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_keep_chain()
        """,
    )
