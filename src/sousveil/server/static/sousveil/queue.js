// j and k go from claim to claim; Enter follows the link that has the focus, as it does anywhere.
"use strict";
(() => {
  const links = [...document.querySelectorAll("[data-rows] [data-row]")];
  const step = (by) => {
    const at = links.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
    links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !document.documentElement.classList.contains("with-keys")) return;
    if (event.target.matches?.("textarea, select, input:not([type=checkbox])")) return;
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      step(event.key === "j" ? 1 : -1);
    }
  });

  const all = document.querySelector("[data-select-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      document.querySelectorAll("[data-rows] input[name=claim]").forEach((box) => { box.checked = true; });
    });
  }
})();
