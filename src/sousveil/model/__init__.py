"""What exists: frozen, typed values without I/O. Import the module that you need."""
