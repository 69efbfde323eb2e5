"""Places: names of countries, peoples, cities, subdivisions and authorities, found in text."""
