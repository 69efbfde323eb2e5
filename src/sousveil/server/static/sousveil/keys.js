// Single keys: an element with data-key="a" is clicked by "a"; a summary opens, and its first field takes the focus.
"use strict";
(() => {
  const STORED = "sousveil.keys";
  const root = document.documentElement;
  const remembered = () => { try { return localStorage.getItem(STORED); } catch { return null; } };
  const remember = (value) => { try { localStorage.setItem(STORED, value); } catch { /* private window */ } };
  const isOn = () => root.classList.contains("with-keys");
  const setOn = (on) => { root.classList.toggle("with-keys", on); };

  const panel = document.getElementById("keys");
  if (panel) {
    panel.hidden = false;
    const box = panel.querySelector("[data-keys-switch]");
    box.checked = remembered() !== "off";
    setOn(box.checked);
    box.addEventListener("change", () => { setOn(box.checked); remember(box.checked ? "on" : "off"); });
  }

  const isTyping = (target) => target.matches?.(
    "textarea, select, input:not([type=radio], [type=checkbox], [type=button], [type=submit]), [contenteditable]");

  const openDetails = (summary) => {
    const details = summary.parentElement;
    details.open = summary.dataset.key === "?" ? !details.open : true;
    const first = details.open && details.querySelector("input:checked, input:not([type=hidden]), select, textarea, button");
    (first || summary).focus();
    details.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.key === "Escape") {
      const details = event.target.closest?.("details[open]");
      if (!details) return;
      details.open = false;
      details.querySelector("summary").focus();
      return;
    }
    if (!isOn() || event.key.length !== 1 || isTyping(event.target)) return;
    const wanted = [...document.querySelectorAll("[data-key]")].find(
      (each) => each.dataset.key === event.key.toLowerCase() && each.checkVisibility());
    if (!wanted) return;
    event.preventDefault();
    if (wanted.matches("summary")) openDetails(wanted); else wanted.click();
  });

  // What the page has to say first takes the focus, so that it is read and the next key counts from there.
  document.querySelector("[data-focus]")?.focus({ preventScroll: false });
})();
