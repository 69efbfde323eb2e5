"""Sousveil: the open engine behind an index of AI surveillance."""

__version__ = "0.1.0"
