"""``edition compare`` tells changes by cause, at the terminal and for programs."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    Run = Callable[..., CompletedProcess[str]]


def test_changes_are_counted_by_cause_and_name_their_claims(run: Run, home: Path) -> None:
    compare = ("--home", home, "edition", "compare", "aigs-2019", "aigs-2022", "--only", "country")
    table = run(*compare)
    assert table.returncode == 0, table.stderr
    assert "By cause" in table.stdout
    assert "country_name" in table.stdout
    assert "before" not in table.stdout, "a column without a value is left out of the table"
    rows = list(csv.DictReader(io.StringIO(run(*compare, "--format", "csv").stdout)))
    (oman,) = [row for row in rows if row["country_iso3"] == "OMN"]
    assert (oman["kind"], oman["cause"]) == ("lost", "published_table")
    told = json.loads(run(*compare, "--format", "json").stdout)
    (again,) = [row for row in told if row["country_iso3"] == "OMN"]
    assert again["claim_ids"] == oman["claim_ids"]
    assert len(oman["claim_ids"].split(";")) == 2


def test_only_changes_of_the_cause_asked_for_are_listed(run: Run, home: Path) -> None:
    compare = ("--home", home, "edition", "compare", "aigs-2019", "aigs-2022", "--format", "json")
    units = json.loads(run(*compare, "--cause", "unit_change").stdout)
    assert {row["country_iso3"] for row in units} == {"PSG", "SML", "ZZB"}
    assert json.loads(run(*compare, "--cause", "correction").stdout) == []
