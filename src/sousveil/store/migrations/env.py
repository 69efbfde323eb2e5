"""Alembic asks for this file; migrations run through ``sousveil.store.database``."""
