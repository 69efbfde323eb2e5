"""The steps of ``cutting`` and ``folding``, compiled with Numba (the extra ``fast``).

Bytes are read without bounds checks, so every loop holds its index below the length that it is given.
Numba keeps what it compiled until the file of the function changes that is called from outside: who
changes ``searching`` alone, removes the folders ``__pycache__`` here.
"""
