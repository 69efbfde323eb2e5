"""Collect: channel -> items. One module per kind of channel, found through the registry."""
