// Tables: a click on a column's title sorts by it, a search field filters the rows.
"use strict";
(() => {
  const language = document.documentElement.lang;
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });

  function textOf(row, column) {
    const cell = row.cells[column];
    return cell ? cell.textContent.trim() : "";
  }

  function numberOf(text) {
    const plain = text.replace(/[\s\u00a0\u202f\u200e]/g, "");
    const grouped = language === "fr" || language === "es" ? plain.replace(/\./g, "").replace(",", ".") : plain.replace(/,/g, "");
    return /^-?\d/.test(grouped) ? parseFloat(grouped) : NaN;
  }

  function compare(one, other) {
    const [a, b] = [numberOf(one), numberOf(other)];
    if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
    if (Number.isNaN(a) !== Number.isNaN(b)) return Number.isNaN(a) ? -1 : 1;
    return collator.compare(one, other);
  }

  function sortBy(table, header) {
    const column = header.cellIndex;
    const descending = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row, place) => ({ row, place, text: textOf(row, column) }));
    rows.sort((a, b) => (descending ? -1 : 1) * compare(a.text, b.text) || a.place - b.place);
    body.append(...rows.map((entry) => entry.row));
  }

  function makeSortable(table) {
    for (const header of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => sortBy(table, header));
    }
  }

  // Letters without case and accents, so that "cote" finds "Côte".
  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}+/gu, "").toLocaleLowerCase(language);
  }

  function makeFilter(field) {
    const table = document.getElementById(field.dataset.filter);
    const shown = document.querySelector(`[data-filtered="${field.dataset.filter}"]`);
    field.addEventListener("input", () => {
      const wanted = fold(field.value.trim());
      let count = 0;
      for (const row of table.tBodies[0].rows) {
        row.hidden = !fold(row.textContent).includes(wanted);
        count += row.hidden ? 0 : 1;
      }
      shown.textContent = wanted ? String(count) : "";
    });
  }

  function openTarget() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target && target.closest("details");
    if (!folded || folded.open) return;
    folded.open = true;
    target.scrollIntoView();
  }

  document.querySelectorAll("table.sortable").forEach(makeSortable);
  document.querySelectorAll("input[data-filter]").forEach(makeFilter);
  window.addEventListener("hashchange", openTarget);
  openTarget();
})();
