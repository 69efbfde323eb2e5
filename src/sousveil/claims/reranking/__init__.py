"""The model extractor: small decision trees judge again what the rules have paired."""
