"""Stress tests: every finding again with part of the evidence left out, and what became of it."""
