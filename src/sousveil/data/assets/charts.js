// Charts as pictures: what is seen becomes a PNG; embed snippets get the address of this site.
"use strict";
(() => {
  const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "opacity", "paint-order", "font-size", "font-family", "font-weight"];
  const SCALE = 2;

  // A copy of a drawing that holds its styles itself and so looks the same elsewhere.
  function copyDrawing(svg) {
    const copy = svg.cloneNode(true);
    const [seen, made] = [svg, copy].map((root) => [...root.querySelectorAll("*")]);
    seen.forEach((element, place) => {
      const style = getComputedStyle(element);
      for (const name of STYLES) made[place].style.setProperty(name, style.getPropertyValue(name));
    });
    for (const hit of copy.querySelectorAll(".hit")) hit.remove();
    const box = svg.getBoundingClientRect();
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", Math.round(box.width * SCALE));
    copy.setAttribute("height", Math.round(box.height * SCALE));
    copy.style.color = getComputedStyle(svg).color;
    return copy;
  }

  function save(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function savePicture(button) {
    const copy = copyDrawing(document.querySelector(button.dataset.picture));
    const text = new XMLSerializer().serializeToString(copy);
    const picture = new Image();
    picture.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [picture.width, picture.height];
      const drawn = canvas.getContext("2d");
      drawn.fillStyle = getComputedStyle(document.body).backgroundColor;
      drawn.fillRect(0, 0, canvas.width, canvas.height);
      drawn.drawImage(picture, 0, 0);
      canvas.toBlob((blob) => save(button.dataset.name, blob), "image/png");
    });
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  }

  // Once the map was switched, its files are made of what is seen.
  function saveSeen(event) {
    const form = event.target.pathname.split(".").pop();
    const name = event.target.pathname.split("/").pop();
    event.preventDefault();
    if (form === "svg") {
      const text = new XMLSerializer().serializeToString(copyDrawing(document.querySelector("#map svg")));
      save(name, new Blob([text], { type: "image/svg+xml" }));
      return;
    }
    const shield = (text) => (/^\s*[=+\-@＝＋－＠']/.test(text) ? `'${text}` : text);
    const rows = [...document.querySelectorAll("#map-values tr")].map((row) => [...row.cells].map((cell) => `"${shield(cell.textContent.trim()).replaceAll('"', '""')}"`).join(","));
    save(name, new Blob([rows.join("\r\n")], { type: "text/csv" }));
  }

  for (const button of document.querySelectorAll("button[data-picture]")) button.addEventListener("click", () => savePicture(button));
  for (const choice of document.querySelectorAll("#map-edition, #map-layer")) {
    choice.addEventListener("change", () => {
      for (const link of document.querySelectorAll("#map .chart-tools a[download]")) link.addEventListener("click", saveSeen);
    });
  }
  if (location.protocol !== "file:") {
    for (const code of document.querySelectorAll("[data-embed]")) {
      const address = new URL(code.dataset.embed, location.href);
      code.textContent = code.textContent.replace(/src="[^"]*"/, `src="${address}"`);
    }
  }
})();
