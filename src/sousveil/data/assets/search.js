// Searches the index that the search-*.js files hold; what is asked stands in the address: #q=words.
"use strict";
(() => {
  const field = document.getElementById("search-words");
  const index = globalThis.sousveilSearch;
  if (!field || !index) return;
  const count = document.getElementById("search-count");
  const place = Math.max(index.languages.indexOf(document.documentElement.lang), 0);
  const named = (names) => (names.length > 1 ? names[place] : names[0]);
  const alike = { ø: "o", ł: "l", đ: "d", ß: "ss", ı: "i", æ: "ae", œ: "oe", ى: "ي", ة: "ه", ـ: "" };
  const STEP = 12;

  // Letters without case, accents and marks, so that "cote" finds "Côte".
  function fold(text) {
    return text.normalize("NFKD").toLowerCase().replace(/\p{M}+/gu, "").replace(/[øłđßıæœىةـ]/g, (letter) => alike[letter]).replace(/[’'`ʼ-]/g, " ");
  }

  function shards(kind) {
    const rows = [];
    for (let n = 0; globalThis[`sousveilSearch-${kind}-${n}`]; n += 1) rows.push(...globalThis[`sousveilSearch-${kind}-${n}`]);
    return rows;
  }

  function listNames(kind) {
    return index[kind].map(([path, names, code]) => ({ path, text: named(names), words: fold([...names, code].join(" ")) }));
  }

  function listClaims() {
    return shards("claims").map(([edition, country, technology, vendor, status, anchor, said, from]) => {
      const parts = [index.countries[country], index.technologies[technology], index.vendors[vendor]].filter(Boolean);
      const names = parts.map((part) => named(part[1]));
      const supplier = index.countries[from];
      if (supplier) names.push(named(index.supply).replace("{}", named(supplier[1])));
      const told = index.statuses[status] || [""];
      return {
        path: country < 0 ? null : `${index.countries[country][0]}#${anchor}`,
        id: anchor.slice(anchor.lastIndexOf("clm_")),
        text: `${names.join(", ")}: ${named(told)}`,
        quote: said,
        note: index.editions[edition],
        words: fold([...parts.flatMap((part) => part[1]), ...(supplier ? supplier[1] : []), ...told, said].join(" ")),
      };
    }).filter((entry) => entry.path);
  }

  let entries = null;
  function load() {
    entries ??= {
      countries: listNames("countries"),
      technologies: listNames("technologies"),
      vendors: listNames("vendors"),
      sources: shards("sources").map(([path, text]) => ({ path, text, words: fold(text) })),
      claims: listClaims(),
    };
    return entries;
  }

  // A claim is also found by the beginning of its identifier, and by nothing else that looks like one.
  function holds(entry, word) {
    return word.startsWith("clm_") ? Boolean(entry.id?.startsWith(word)) : entry.words.includes(word);
  }

  // How well an entry answers: all words must be in it; whole names go first, then beginnings of words.
  function score(entry, wanted) {
    if (!wanted.every((word) => holds(entry, word))) return 0;
    if (fold(entry.text) === wanted.join(" ")) return 3;
    const starts = ` ${entry.words}`;
    return wanted.every((word) => starts.includes(` ${word}`)) ? 2 : 1;
  }

  function find(list, wanted) {
    const found = [];
    for (const entry of list) {
      const points = score(entry, wanted);
      if (points) found.push([points, entry]);
    }
    return found.sort((a, b) => b[0] - a[0]).map((pair) => pair[1]);
  }

  function makeItem(entry) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const name = document.createElement("bdi");
    link.href = entry.path;
    name.textContent = entry.text;
    link.append(name);
    item.append(link);
    if (entry.quote) {
      const quote = document.createElement("q");
      quote.dir = "auto";
      quote.textContent = entry.quote;
      item.append(" ", quote);
    }
    if (entry.note) {
      const note = document.createElement("span");
      note.className = "quiet";
      note.textContent = entry.note;
      item.append(" ", note);
    }
    return item;
  }

  function showKind(section, found) {
    const list = section.querySelector("ul");
    const more = section.querySelector(".more");
    const add = () => {
      const from = list.children.length;
      list.append(...found.slice(from, from + STEP).map(makeItem));
      more.hidden = list.children.length >= found.length;
      return list.children[from];
    };
    section.hidden = found.length === 0;
    section.querySelector("small").textContent = found.length;
    list.replaceChildren();
    add();
    more.onclick = () => add().firstChild.focus();
  }

  function search() {
    const wanted = fold(field.value).split(/\s+/).filter(Boolean);
    let total = 0;
    for (const section of document.querySelectorAll("#search-results section")) {
      const found = wanted.length ? find(load()[section.dataset.kind], wanted) : [];
      showKind(section, found);
      total += found.length;
    }
    count.textContent = total;
  }

  function keep() {
    try {
      history.replaceState(null, "", `#q=${encodeURIComponent(field.value)}`);
    } catch {
      // A page opened from disk keeps its address in some browsers.
    }
  }

  function readAddress() {
    const asked = new URLSearchParams(location.hash.slice(1)).get("q");
    if (asked !== null && asked !== field.value) field.value = asked;
    search();
  }

  // Down from the field to the first result, then along them; Escape goes back.
  function move(event) {
    const links = [...document.querySelectorAll("#search-results a")];
    const here = links.indexOf(document.activeElement);
    if (event.key === "Escape" && here >= 0) field.focus();
    else if (event.key === "ArrowDown" && links[here + 1]) links[here + 1].focus();
    else if (event.key === "ArrowUp" && here >= 0) (links[here - 1] || field).focus();
    else return;
    event.preventDefault();
  }

  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      search();
      keep();
    }, 80);
  });
  document.getElementById("content").addEventListener("keydown", move);
  window.addEventListener("hashchange", readAddress);
  readAddress();
  if (!field.value) field.focus();
})();
