from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from sousveil.cli.rendering import make_table, print_table

if TYPE_CHECKING:
    import pytest

TABLE = make_table("Quotes", ("quote", "amount"), [("=1+1", -1.5), ("plain", None)])


def test_csv_at_the_terminal_has_no_formula_and_numbers_as_they_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_table(TABLE, "csv")
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows == [["quote", "amount"], ["'=1+1", "-1.5"], ["plain", ""]]


def test_json_at_the_terminal_has_the_text_itself(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(TABLE, "json")
    assert json.loads(capsys.readouterr().out)[0] == {"quote": "=1+1", "amount": -1.5}
