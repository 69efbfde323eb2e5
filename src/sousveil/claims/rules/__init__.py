"""The rules extractor: what a text names, whose authorities use it, how far it has come."""
