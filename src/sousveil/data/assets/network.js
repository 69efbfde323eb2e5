// Shows what a mark of the network is joined to while one points at it or comes to it by keyboard.
"use strict";
(() => {
  const figure = document.getElementById("network");
  if (!figure) return;
  const nodes = new Map([...figure.querySelectorAll("[data-node]")].map((node) => [node.dataset.node, node]));
  const links = [...figure.querySelectorAll("[data-ends]")].map((line) => ({ line, ends: line.dataset.ends.split(" ") }));

  function show(event) {
    const node = event.target.closest("[data-node]");
    figure.classList.toggle("chosen", Boolean(node));
    for (const lit of figure.querySelectorAll(".lit")) lit.classList.remove("lit");
    if (!node) return;
    node.classList.add("lit");
    for (const { line, ends } of links) {
      if (!ends.includes(node.dataset.node)) continue;
      line.classList.add("lit");
      for (const end of ends) nodes.get(end)?.classList.add("lit");
    }
  }

  figure.addEventListener("pointerover", show);
  figure.addEventListener("focusin", show);
  figure.addEventListener("pointerleave", show);
})();
