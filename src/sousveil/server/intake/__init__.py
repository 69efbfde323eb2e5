"""What the public sends in, kept within bounds: a Django application with one table."""
