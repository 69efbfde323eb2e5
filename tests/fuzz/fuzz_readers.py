"""Coverage-guided fuzzing of the readers with atheris.

Run: python tests/fuzz/fuzz_readers.py -max_total_time=600 corpus/

The first byte of an input chooses what the rest is declared to be. A crash is written to a
file in the working directory, or where ``-artifact_prefix`` says.
"""

from __future__ import annotations

import sys
from pathlib import Path
from unittest.mock import patch

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["sousveil.sources"]):
    from tests.fuzz.promises import MEDIA_TYPES, check_promises

    from sousveil.sources.reading import pdf


def read_any(data: bytes) -> None:
    """Read an input as what its first byte says."""
    choice = data[0] if data else 0
    media_type = MEDIA_TYPES[choice] if choice < len(MEDIA_TYPES) else None
    check_promises(data[1:], media_type)


def main() -> None:
    """Fuzz until the options of libFuzzer on the command line say stop."""
    with patch.object(pdf, "find_engine", lambda: None):  # recognition is slow, and not ours
        atheris.Setup(sys.argv, read_any)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
