"""Read: snapshot -> document, whatever the bytes are and however hostile."""
