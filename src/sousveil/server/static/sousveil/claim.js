// While this page is open, the claim is in this coder's hands; it goes back when the page is left.
"use strict";
(() => {
  const place = document.querySelector("[data-lock]");
  if (!place) return;
  const alerts = document.querySelector("[data-alert]");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const MINUTES_BETWEEN = 5;
  let isSending = false;

  const tell = (text) => {
    const words = document.createElement("p");
    words.className = "alert";
    words.dir = "auto";
    words.textContent = text;
    alerts.replaceChildren(words);
  };

  const hold = async () => {
    try {
      const answer = await fetch(place.dataset.hold, { method: "POST", headers: { "X-CSRFToken": token } });
      if (answer.status === 409) {
        place.textContent = "";
        tell((await answer.json()).message);
      } else if (answer.ok && !answer.redirected) {
        place.textContent = place.dataset.held;
      } else {
        place.textContent = place.dataset.lost;
      }
    } catch {
      place.textContent = place.dataset.lost;
    }
  };

  const leave = () => {
    if (isSending) return;
    const form = new FormData();
    form.append("csrfmiddlewaretoken", token);
    form.append("quietly", "1");
    navigator.sendBeacon(place.dataset.leave, form);
  };

  document.addEventListener("submit", () => { isSending = true; });
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", () => { isSending = false; hold(); });
  setInterval(hold, MINUTES_BETWEEN * 60 * 1000);
})();
