"""Freeze verdicts into editions, open, compare and audit them."""
