"""Text as it was read: folding that keeps every offset, and sentences."""
