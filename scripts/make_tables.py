"""Make the bundled transcriptions of the published tables from the files as published.

Run: python -m scripts.make_tables AIGS_2019_CSV WORKBOOK_2022
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from sousveil.sources.published_table import read_workbook, write_transcription
from sousveil.store.registers import load_layout

DATA = Path(__file__).parents[1] / "src" / "sousveil" / "data" / "tables"


def main() -> None:
    """Write both transcriptions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("aigs_2019", type=Path)
    parser.add_argument("workbook_2022", type=Path)
    paths = parser.parse_args()
    with paths.aigs_2019.open(encoding="utf-8", newline="") as file:
        header, *records = list(csv.reader(file))
    with (DATA / "aigs-2019.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("row", *header))
        writer.writerows((number, *record) for number, record in enumerate(records, start=1))
    layout = load_layout("aigs-2022")
    table = read_workbook(paths.workbook_2022.read_bytes(), layout, where=str(paths.workbook_2022))
    (DATA / "aigs-2022.csv").write_bytes(write_transcription(table, layout.row_column))


if __name__ == "__main__":
    main()
