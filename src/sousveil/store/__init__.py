"""Where it lives: one SQL schema on SQLite or PostgreSQL, and blobs named by their hash."""
