"""Make `countries.csv`: one row per unit that any codebook lists, with its codes and its spellings.

Sources: V-Dem country coding units (which units there are, their names and numbers), the state list
of the Correlates of War (COW) project, ISO 3166-1. The units are those that the AIGS tables and the
covariates list; the codes come from the data inside the PyPI package `countrycode` 0.6.0, corrected
below where it lacks or merges a unit; the regions are those of the AIGS tables (bureaus of the US
State Department). The script stops if a spelling in the tables has no row, if two rows share
a spelling, or if two tables disagree on a region.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from countrycode import countrycode
from openpyxl import load_workbook

HEADER = (
    "country_iso3,country_iso2,country_numeric,name,vdem_id,cow_code,region_code,"
    "is_iso_official,aliases\n"
)
REGIONS = {code: code for code in ("AF", "EAP", "EUR", "MENA", "SCA", "WHA")} | {"AFR": "AF"}
# Units of V-Dem that ISO 3166-1 does not have, under V-Dem's own country_text_id.
UNOFFICIAL = {"Kosovo": "XKX", "Palestine/Gaza": "PSG", "Somaliland": "SML", "Zanzibar": "ZZB"}
USER_ASSIGNED_ISO2 = {"XKX": "XK"}
# The package knows one Palestine (as Gaza) and no ISO code for the others.
VDEM_IDS = {"PSE": 128, "PSG": 138, "SML": 139, "XKX": 43, "ZZB": 236}
# COW carries Yugoslavia's 345 on to Serbia. Zanzibar's 511 ended in 1964, so it is left out.
COW_CODES = {"SRB": 345, "XKX": 347}
# Other English names.
ALIASES = """
ARE: UAE | BIH: Bosnia; Bosnia & Herzegovina; Bosnia-Herzegovina |
BOL: Plurinational State of Bolivia | CHN: People's Republic of China; PRC | CIV: Côte d'Ivoire;
Côte d’Ivoire; Cote d'Ivoire; Cote d’Ivoire | COD: DR Congo; DRC; D.R. Congo; Congo-Kinshasa;
Congo (Kinshasa); Democratic Republic of Congo; Congo, Dem. Rep. | COG: Congo-Brazzaville;
Congo (Brazzaville); Republic of Congo; Congo Republic; Congo, Rep. | CPV: Cabo Verde |
CZE: Czechia | EGY: Arab Republic of Egypt; Egypt, Arab Rep. | GBR: UK; U.K.; Great Britain;
Britain; United Kingdom of Great Britain and Northern Ireland | GMB: Gambia; Gambia, The |
GNB: Guinea Bissau | HKG: HK; Hong Kong SAR; Hongkong | IRL: Republic of Ireland |
IRN: Islamic Republic of Iran; Iran, Islamic Rep.; Iran (Islamic Republic of) |
KGZ: Kyrgyz Republic | KOR: Republic of Korea; Korea, Rep.; S. Korea | LAO: Lao PDR;
Lao People's Democratic Republic | MDA: Republic of Moldova | MKD: Macedonia; FYROM;
Republic of North Macedonia | MMR: Burma; Myanmar | NLD: The Netherlands; Holland |
PHL: The Philippines | PRK: DPRK; Democratic People's Republic of Korea;
Korea, Dem. People's Rep.; N. Korea | PSE: West Bank; Palestine; State of Palestine;
Palestinian Territories; Occupied Palestinian Territory | PSG: Gaza; Gaza Strip |
RUS: Russian Federation | SAU: Kingdom of Saudi Arabia; KSA | STP: São Tomé and Príncipe;
São Tomé and Principe; Sao Tome & Principe | SVK: Slovak Republic | SWZ: Swaziland |
SYR: Syrian Arab Republic | TLS: East Timor; Timor Leste | TTO: Trinidad & Tobago | TUR: Türkiye;
Turkiye; Republic of Türkiye | TWN: Chinese Taipei; Republic of China |
TZA: United Republic of Tanzania | USA: United States; US; U.S.; U.S.A.; USA |
VEN: Bolivarian Republic of Venezuela; Venezuela, RB | VNM: Viet Nam | YEM: Republic of Yemen;
Yemen, Rep.
"""
# Accidents of search-and-replace in the 2022 workbook, which spelled out codes inside other words.
DAMAGE = {"Electoral Democracy": "ed", "Electoral Autocracy": "ea", "Closed Autocracy": "ca"}


def main(arguments: list[str] | None = None) -> None:
    """Read the tables, check them against each other and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("covariates", type=Path, help="CSV of covariates: the units of 2019")
    parser.add_argument("aigs_2019", type=Path, help="CSV of the AIGS Index 2019")
    parser.add_argument("workbook_2022", type=Path, help="XLSX of the AIGS Index 2022, two sheets")
    parser.add_argument("output", type=Path, help="where to write countries.csv")
    paths = parser.parse_args(arguments)
    names = {row["country_iso3"]: row["country_name"] for row in read_csv(paths.covariates)}
    names |= {iso3: name for name, iso3 in UNOFFICIAL.items()}
    aliases = read_aliases(ALIASES)
    spellings = index_spellings(names, aliases)
    regions: dict[str, str] = {}
    for where, printed, region in read_tables(paths.aigs_2019, paths.workbook_2022):
        spelling = undo_damage(printed)
        if spelling not in spellings:
            sys.exit(f"{where}: {spelling!r} is no unit's name or alias; add it to ALIASES")
        known = regions.setdefault(spellings[spelling], REGIONS[region]) if region else None
        if region and known != REGIONS[region]:
            sys.exit(f"{where}: {spelling} is in {region}, elsewhere in {known}")
    with paths.output.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        rows = make_rows(names, aliases, regions)
        csv.writer(file, lineterminator="\n").writerows(rows)


def make_rows(
    names: dict[str, str], aliases: dict[str, list[str]], regions: dict[str, str]
) -> Iterator[tuple[object, ...]]:
    """Give one row per unit in the order of its code, an empty cell where a scheme has no code."""
    for iso3 in sorted(names):
        official = iso3 not in UNOFFICIAL.values()
        iso2 = look_up(iso3, "iso2c") if official else USER_ASSIGNED_ISO2.get(iso3, "")
        numeric = look_up(iso3, "iso3n").zfill(3) if official else ""
        vdem = VDEM_IDS.get(iso3) or look_up(iso3, "vdem")
        cow = COW_CODES.get(iso3) or look_up(iso3, "cown")
        also = ";".join(aliases.get(iso3, []))
        yield iso3, iso2, numeric, names[iso3], vdem, cow, regions[iso3], int(official), also


def look_up(iso3: str, scheme: str) -> str:
    """Give the unit's code in a scheme of the package, empty where it has none."""
    code = countrycode([iso3], "iso3c", scheme)[0]
    return "" if code is None else str(code)


def read_tables(aigs_2019: Path, workbook_2022: Path) -> Iterator[tuple[str, str, str]]:
    """Give (table, spelling, region) for every unit the tables name; a supplier has no region."""
    for row in read_csv(aigs_2019):
        yield "2019", row["country"], row["region"]
    for sheet in load_workbook(workbook_2022, read_only=True, data_only=True).worksheets[:2]:
        header, *rows = sheet.iter_rows(values_only=True)
        for cells in rows:
            yield sheet.title, str(cells[0]), str(cells[1])
            if "Other Countries" in header:
                listed = str(cells[header.index("Other Countries")] or "")
                yield from ((sheet.title, s.strip(), "") for s in listed.split(",") if s.strip())


def undo_damage(text: str) -> str:
    """Put back what search-and-replace spelled out."""
    for replacement, original in DAMAGE.items():
        text = text.replace(replacement, original)
    return text


def read_aliases(text: str) -> dict[str, list[str]]:
    """Read blocks of `CODE: alias; alias`, with `|` between them; a code may come twice."""
    aliases: dict[str, list[str]] = {}
    for block in " ".join(text.split()).split("|"):
        iso3, listed = block.split(":", 1)
        aliases.setdefault(iso3.strip(), []).extend(alias.strip() for alias in listed.split(";"))
    return aliases


def index_spellings(names: dict[str, str], aliases: dict[str, list[str]]) -> dict[str, str]:
    """Map each spelling to its unit; stop if two units share one, whatever the case."""
    pairs = [
        *((name, iso3) for iso3, name in names.items()),
        *((alias, iso3) for iso3, listed in aliases.items() for alias in listed),
    ]
    owners: dict[str, str] = {}
    for spelling, iso3 in pairs:
        if iso3 not in names or spelling.casefold() in owners:
            sys.exit(f"ALIASES: {spelling!r} ({iso3}) is given twice, or its unit is unknown")
        owners[spelling.casefold()] = iso3
    return dict(pairs)


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """Give the rows of a CSV file as dictionaries."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


if __name__ == "__main__":
    main()
