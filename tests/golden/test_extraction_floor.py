"""Extraction keeps to its floor on the development set, and the floor rises with every gain.

The floor cannot sink by accident: a score below its bound fails, and so does one that has
outgrown its bound, as a score does whose bound was lowered.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

FOLDER = Path(__file__).parent / "development"
GOLD = sorted(FOLDER.glob("*.jsonl"))


def test_extraction_is_neither_below_its_floor_nor_far_above(
    run: Callable[..., CompletedProcess[str]],
) -> None:
    floor = ("--floor", FOLDER / "floor.yaml")
    result = run("claim", "evaluate", *GOLD, *floor, "--resamples", "0", "--errors", "0")
    assert (result.returncode, result.stderr) == (0, "")
