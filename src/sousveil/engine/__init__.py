"""How many documents: map a pure function over documents, on this machine or on a cluster."""
