// Words selected in the text go into the form, with the place where they stand.
"use strict";
(() => {
  const text = document.querySelector("pre.text");
  const quote = document.querySelector("[data-quote]");
  const start = document.querySelector("[data-quote-start]");
  const length = document.querySelector("[data-length]");
  if (!text || !quote) return;
  const longest = Number(quote.dataset.longest);
  // The server counts characters, the browser halves of some of them.
  const characters = (words) => [...words].length;

  const tellLength = () => {
    const count = characters(quote.value.trim());
    length.textContent = count ? `${count} / ${longest}${count > longest ? " · " + quote.dataset.tooLong : ""}` : "";
  };

  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    quote.value = range.toString();
    start.value = String(Number(text.dataset.start) + characters(before.toString()));
    tellLength();
  });
  quote.addEventListener("input", () => { start.value = ""; tellLength(); });
  document.querySelector("[data-focus]")?.focus();
  tellLength();
})();
