"""Syndication: one story on many sites is one piece of evidence."""
