"""Publish: frozen editions and computed findings -> site, data package."""
