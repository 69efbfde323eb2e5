"""Recompute: frozen edition -> finding, and finding against what was published."""
