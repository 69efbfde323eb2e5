"""Vendors in texts: those of the register, and names that stand where a vendor stands."""
