"""Collect and read: source -> snapshot -> document."""
