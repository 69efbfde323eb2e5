"""The llm extractor: a language model proposes, and only what stands in the document comes through."""
