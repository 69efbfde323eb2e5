"""Extract: document or published table -> candidate claims."""
