"""Migrations of the tables ``account_*``; released ones are never edited."""
