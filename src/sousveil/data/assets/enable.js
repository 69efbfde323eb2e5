// Says, before the page is painted, that scripts run: what they need is shown without a jump.
document.documentElement.classList.add("js");
