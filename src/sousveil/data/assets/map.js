// The map's switches: edition, layer and zoom; arrow keys go from country to country.
// What is painted comes from map-layers.js, all words from the page itself.
"use strict";
(() => {
  const figure = document.getElementById("map");
  const data = globalThis.sousveilMap;
  if (!figure || !data) return;
  const svg = figure.querySelector("svg");
  const table = document.getElementById("map-values");
  const readout = document.getElementById("map-readout");
  const legend = new Map([...document.querySelectorAll("#map-legend li")].map((item) => [item.dataset.key, item]));
  const chosen = {
    edition: document.getElementById("map-edition"),
    layer: document.getElementById("map-layer"),
    region: document.getElementById("map-region"),
  };
  const shapes = [...svg.querySelectorAll("a[data-code]")];
  const world = svg.getAttribute("viewBox");
  const names = new Map([...table.tBodies[0].rows].map((row) => [row.dataset.code, row.cells[0].textContent]));
  const rows = new Map([...table.tBodies[0].rows].map((row) => [row.dataset.code, row]));
  const wordsOf = (key) => legend.get(key).childNodes[1].textContent.trim();

  // What a layer says of a country: the key of the legend, and how strong its colour is.
  function read(edition, layer, code) {
    const unit = edition.units[code];
    if (!unit) return { key: "not-a-unit" };
    const [cells, first, homes] = unit;
    const [kind, wanted] = layer.split(":");
    if (kind === "home") return homes.includes(wanted) ? { key: "supplied", opacity: "1" } : { key: "unsupplied" };
    if (kind === "technology") {
      const cell = cells[edition.technologies.indexOf(wanted)];
      if (cell === undefined) return { key: "not-a-unit" };
      return cell === 0 ? { key: "yes", opacity: "1" } : { key: data.blanks[cell - 1] };
    }
    const present = cells.filter((cell) => cell === 0).length;
    if (present === 0) return { key: data.blanks[first - 1] };
    return { key: `count-${present}`, opacity: edition.shades[present - 1] };
  }

  function ensureStep(key) {
    if (legend.has(key)) return;
    const steps = [...legend.values()].filter((item) => item.dataset.key.startsWith("count-"));
    const item = steps[steps.length - 1].cloneNode(true);
    item.dataset.key = key;
    item.childNodes[1].textContent = item.childNodes[1].textContent.replace(/\d+/, key.slice(6));
    steps[steps.length - 1].after(item);
    legend.set(key, item);
  }

  function paint() {
    const edition = data.editions[chosen.edition.value];
    const counts = new Map();
    const shade = new Map();
    const valueOf = (code) => {
      const value = read(edition, chosen.layer.value, code);
      if (value.key.startsWith("count-")) ensureStep(value.key);
      if (value.opacity) shade.set(value.key, value.opacity);
      return value;
    };
    for (const shape of shapes) {
      const { key, opacity } = valueOf(shape.dataset.code);
      const drawn = shape.querySelector(".unit, .blank-unit");
      drawn.setAttribute("class", opacity ? "unit" : "blank-unit");
      if (opacity) {
        drawn.removeAttribute("fill");
        drawn.setAttribute("fill-opacity", opacity);
      } else {
        const hatch = key === "unsupplied" ? "not-searched" : key;
        drawn.removeAttribute("fill-opacity");
        drawn.setAttribute("fill", `url(#hatch-${hatch})`);
      }
      shape.querySelector("title").textContent = `${names.get(shape.dataset.code)}: ${wordsOf(key)}`;
      counts.set(key, (counts.get(key) || 0) + 1);
    }
    for (const [code, row] of rows) row.cells[1].textContent = wordsOf(valueOf(code).key);
    for (const [key, item] of legend) {
      item.hidden = !counts.has(key);
      item.querySelector("span.quiet").textContent = counts.get(key) || "";
      if (shade.has(key)) item.querySelector("rect").setAttribute("fill-opacity", shade.get(key));
    }
    const option = chosen.layer.selectedOptions[0].textContent;
    svg.setAttribute("aria-label", `${option}, ${chosen.edition.value}`);
    table.caption.textContent = `${option}, ${chosen.edition.value}`;
  }

  function boundOf(members) {
    const boxes = members.map((shape) => shape.getBBox()).filter((box) => box.width < 300);
    const left = Math.min(...boxes.map((box) => box.x));
    const top = Math.min(...boxes.map((box) => box.y));
    const right = Math.max(...boxes.map((box) => box.x + box.width));
    const bottom = Math.max(...boxes.map((box) => box.y + box.height));
    return [left - 5, top - 5, right - left + 10, bottom - top + 10];
  }

  function zoom() {
    const members = shapes.filter((shape) => shape.dataset.region === chosen.region.value);
    const whole = world.split(" ").map(Number);
    let [x, y, width, height] = whole;
    if (members.length) {
      [x, y, width, height] = boundOf(members);
      const ratio = whole[2] / whole[3];
      const [wide, high] = width / height > ratio ? [width, width / ratio] : [height * ratio, height];
      [x, y, width, height] = [x - (wide - width) / 2, y - (high - height) / 2, wide, high];
    }
    svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    const scale = width / whole[2];
    for (const dot of svg.querySelectorAll("circle")) dot.setAttribute("r", (dot.classList.contains("hit") ? 7 : 3.2) * Math.sqrt(scale));
  }

  function centreOf(shape) {
    const box = shape.getBBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  }

  // The nearest country in a direction: what lies aside counts double.
  function nextTo(shape, [dx, dy]) {
    const [x, y] = centreOf(shape);
    let best = null;
    let least = Infinity;
    for (const other of shapes) {
      const [ox, oy] = centreOf(other);
      const along = (ox - x) * dx + (oy - y) * dy;
      const aside = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
      if (other !== shape && along > 0.5 && along + 2 * aside < least) [best, least] = [other, along + 2 * aside];
    }
    return best;
  }

  function focusOn(shape) {
    for (const other of shapes) other.setAttribute("tabindex", "-1");
    shape.setAttribute("tabindex", "0");
    shape.focus();
  }

  const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  svg.addEventListener("keydown", (event) => {
    const shape = event.target.closest("a[data-code]");
    if (!shape) return;
    const next = directions[event.key] ? nextTo(shape, directions[event.key]) : { Home: shapes[0], End: shapes[shapes.length - 1] }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (next) focusOn(next);
  });

  const tell = (event) => {
    const shape = event.target.closest("a[data-code]");
    if (shape) readout.textContent = shape.querySelector("title").textContent;
  };
  svg.addEventListener("pointerover", tell);
  // Not the drawing itself: a drawing that listens for focus is a stop of its own in Chromium.
  svg.parentNode.addEventListener("focusin", tell);
  shapes.forEach((shape, place) => shape.setAttribute("tabindex", place ? "-1" : "0"));
  chosen.edition.addEventListener("change", paint);
  chosen.layer.addEventListener("change", paint);
  chosen.region.addEventListener("change", zoom);
})();
