"""The programming interface under /api/v1/: reading for everyone, writing with a token."""
