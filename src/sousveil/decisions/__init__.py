"""Review: claim -> decision -> verdict."""
