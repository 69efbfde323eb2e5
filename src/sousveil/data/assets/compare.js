// Puts two countries or two vendors side by side; which, the address says: ?a=KEN&b=UGA.
"use strict";
(() => {
  const table = document.getElementById("compared");
  const data = globalThis.sousveilCompared;
  if (!table || !data) return;
  const sides = [document.getElementById("first"), document.getElementById("second")];
  const links = new Map([...document.querySelectorAll("#choices li")].map((item) => [item.dataset.code, item.firstElementChild]));

  function show() {
    sides.forEach((side, place) => {
      const header = table.tHead.rows[0].cells[place + 1];
      header.replaceChildren(links.get(side.value).cloneNode(true));
      [...table.tBodies[0].rows].forEach((row, line) => {
        row.cells[place + 1].textContent = data[side.value][line];
      });
    });
    for (const row of table.tBodies[0].rows) row.classList.toggle("same", row.cells[1].textContent === row.cells[2].textContent);
  }

  function choose() {
    show();
    const address = new URL(location.href);
    address.searchParams.set("a", sides[0].value);
    address.searchParams.set("b", sides[1].value);
    try {
      history.replaceState(null, "", address);
    } catch {
      // A page opened from disk keeps its address in some browsers.
    }
  }

  const asked = new URLSearchParams(location.search);
  ["a", "b"].forEach((name, place) => {
    if (links.has(asked.get(name))) sides[place].value = asked.get(name);
  });
  sides.forEach((side) => side.addEventListener("change", choose));
  show();
})();
