"""Vocabularies: data files that a native speaker edits, and the matchers made of them."""
