"""Claims of whole archives: a scan of raw bytes, then reading, then an extractor."""
