"""Audit a published table: named checks, each a pure function, that report damage with its rows."""
