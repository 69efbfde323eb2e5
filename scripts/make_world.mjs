/**
 * Make `world.json`: the outline of every unit as an SVG path, projected beforehand.
 *
 *   npm install d3-geo@3.1.1 topojson-client@3.1.0 topojson-simplify@3.0.3
 *   node make_world.mjs countries-50m.json countries.csv world.json
 *
 * Run a copy of it in a temporary folder, so that node_modules stays out of the repository.
 * Source: Natural Earth 1:50m (public domain) as packed by world-atlas 2.0.2 (ISC).
 * Equal Earth keeps areas, so a threshold in square pixels is the same on the sphere and on the
 * map: outlines are simplified on the sphere, where shared borders stay shared. Small units are
 * not simplified and the largest ring of a unit always stays, so no state falls off the map.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import { presimplify, simplify, sphericalTriangleArea } from "topojson-simplify";

const WIDTH = 1000;
const SIMPLIFY_PX2 = 0.3; // a corner that spans less than this is dropped
const SMALL_UNIT_PX2 = 6; // a unit below this keeps every corner
const SMALL_RING_PX2 = 0.4; // an island below this is dropped from a larger unit
const UNCODED_NAMES = { Kosovo: "XKX", Somaliland: "SML" }; // Natural Earth has no id for them
const DROPPED = new Set(["Antarctica"]);

const [atlasPath, countriesPath, outputPath] = process.argv.slice(2);
if (!outputPath) throw new Error("usage: make_world.mjs ATLAS COUNTRIES OUTPUT");

const sphere = { type: "Sphere" };
const projection = geoEqualEarth().fitWidth(WIDTH, sphere).precision(0);
const HEIGHT = Math.ceil(geoPath(projection).bounds(sphere)[1][1]);

const countries = readCountries(countriesPath);
const full = JSON.parse(readFileSync(atlasPath, "utf8"));
const steradians = SIMPLIFY_PX2 / projection.scale() ** 2;
const simple = simplify(presimplify(full, sphericalTriangleArea), steradians);
const units = joinUnits(featuresOf(full), featuresOf(simple));
const missing = countries.filter((row) => !units.some((unit) => unit.country_iso3 === row.iso3));
for (const row of missing) console.error(`no geometry: ${row.iso3} ${row.name}`);

const head = {
  width: WIDTH,
  height: HEIGHT,
  projection: "Equal Earth",
  source: "Natural Earth 1:50m (public domain), through world-atlas 2.0.2 (ISC)",
};
const lines = units.map((unit) => JSON.stringify(unit)).join(",\n");
writeFileSync(outputPath, `${JSON.stringify(head).slice(0, -1)},"units":[\n${lines}\n]}\n`);

/** Join the geometries of each unit, those with a code by code, then the others by name. */
function joinUnits(fullFeatures, simpleFeatures) {
  const joined = new Map();
  fullFeatures.forEach(({ id, properties: { name }, geometry }, index) => {
    if (DROPPED.has(name)) return;
    const iso3 = UNCODED_NAMES[name] ?? countries.find((row) => id && row.numeric === id)?.iso3;
    const unit = joined.get(iso3 ?? name) ?? { iso3, name, full: [], simple: [] };
    unit.full.push(geometry);
    unit.simple.push(simpleFeatures[index].geometry);
    joined.set(iso3 ?? name, unit);
  });
  return [...joined.values()]
    .map(drawUnit)
    .filter((unit) => unit !== null)
    .sort((a, b) => compare(sortKey(a), sortKey(b)));
}

/** Draw one unit; null if it is no unit of ours and too small to be seen. */
function drawUnit({ iso3, name, full, simple }) {
  const rings = full.flatMap(projectRings);
  const area = rings.reduce((sum, ring) => sum + signedArea(ring), 0);
  const drawn = area < SMALL_UNIT_PX2 ? rings : simple.flatMap(projectRings);
  const path = drawPath(drawn);
  if (path === "") {
    if (iso3) throw new Error(`${iso3} ${name} has no visible outline`);
    return null;
  }
  return {
    country_iso3: iso3 ?? null,
    name: countries.find((row) => row.iso3 === iso3)?.name ?? name,
    path,
    centroid: centroid(largest(rings)).map((value) => round(value, 1)),
    area: round(area, 2),
  };
}

/** Project a geometry, cut at the antimeridian, into open rings of screen points. */
function projectRings(geometry) {
  const rings = [];
  const context = {
    moveTo: (x, y) => rings.push([[x, y]]),
    lineTo: (x, y) => rings.at(-1).push([x, y]),
    closePath: () => {},
  };
  geoPath(projection, context)(geometry);
  return rings;
}

/** Write rings as SVG path data, without repeated points and without specks. */
function drawPath(rings) {
  const main = largest(rings);
  return rings
    .filter((ring) => ring === main || Math.abs(signedArea(ring)) >= SMALL_RING_PX2)
    .map((ring) => ring.map(([x, y]) => `${round(x, 1)},${round(y, 1)}`))
    .map((points) => points.filter((point, i) => point !== points.at(i - 1)))
    .filter((points) => new Set(points).size > 2)
    .map((points) => `M${points.join("L")}Z`)
    .join("");
}

function largest(rings) {
  return rings.reduce((a, b) => (signedArea(b) > signedArea(a) ? b : a));
}

/** Area in square pixels, positive for an outer ring (clockwise on the screen). */
function signedArea(ring) {
  return crossProducts(ring).reduce((sum, { cross }) => sum + cross, 0) / 2;
}

/** Centre of mass of a ring. */
function centroid(ring) {
  const six = 6 * signedArea(ring);
  const products = crossProducts(ring);
  return [0, 1].map((axis) => products.reduce((s, { cross, sum }) => s + cross * sum[axis], 0) / six);
}

function crossProducts(ring) {
  return ring.map(([x, y], i) => {
    const [u, v] = ring.at(i - 1);
    return { cross: u * y - x * v, sum: [u + x, v + y] };
  });
}

/** Read code, number and name; these columns are never quoted. */
function readCountries(path) {
  const [header, ...rows] = readFileSync(path, "utf8").trimEnd().split("\n");
  const columns = header.split(",");
  const column = (cells, name) => cells[columns.indexOf(name)];
  return rows.map((row) => row.split(",")).map((cells) => ({
    iso3: column(cells, "country_iso3"),
    numeric: column(cells, "country_numeric"),
    name: column(cells, "name"),
  }));
}

function featuresOf(topology) {
  return feature(topology, topology.objects.countries).features;
}

function sortKey(unit) {
  return unit.country_iso3 ? `0${unit.country_iso3}` : `1${unit.name}`;
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function round(value, digits) {
  return Number(value.toFixed(digits)) + 0;
}
