/*
Moving by keyboard, beside portal.js: through blocks, comments and changes, to the search and to the help.
*/
(function () {
  "use strict";

  const { dialog, keyOf, lasting } = window.portal;

  /* Keys: j k through blocks, n p through comments or changes, ? for help; single keys can be switched off. */

  const switchBox = document.getElementById("keys-on");
  let keysOn = !(lasting && lasting.getItem("keys") === "off");
  if (switchBox) {
    switchBox.checked = keysOn;
    switchBox.addEventListener("change", function () {
      keysOn = switchBox.checked;
      if (lasting) lasting.setItem("keys", keysOn ? "on" : "off");
    });
  }

  function move(selector, step) {
    const stops = Array.from(document.querySelectorAll(selector)).filter((stop) => stop.checkVisibility());
    if (!stops.length) return;
    const here = stops.findIndex((stop) => stop.classList.contains("is-current"));
    let next = here + step;
    if (here < 0) {
      const below = stops.findIndex((stop) => stop.getBoundingClientRect().bottom > 8);
      next = below < 0 ? stops.length - 1 : below;
    }
    next = Math.max(0, Math.min(stops.length - 1, next));
    for (const stop of stops) stop.classList.toggle("is-current", stop === stops[next]);
    stops[next].tabIndex = -1;
    stops[next].focus({ preventScroll: true });
    stops[next].scrollIntoView({ block: "nearest" });
  }

  function toSearch() {
    const box = document.querySelector("main [type=search]");
    if (box) box.focus();
    else document.querySelector("[data-search]")?.click();
  }

  /* The list of keys is asked for when somebody wants to see it, in the place of the link to it. */
  function showKeys(event) {
    if (!dialog || dialog.open) return;
    dialog.showModal();
    const list = dialog.querySelector("[data-keys-list]");
    const link = list?.querySelector("a");
    if (link) window.htmx.ajax("GET", link.href, { target: list, event });
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn || dialog?.open) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const acts = {
      j: () => move("[data-block]", 1),
      k: () => move("[data-block]", -1),
      n: () => move("[data-comment], [data-group], [data-change]", 1),
      p: () => move("[data-comment], [data-group], [data-change]", -1),
      "?": () => showKeys(event),
      "/": toSearch,
    };
    const key = keyOf(event);
    if (!Object.hasOwn(acts, key)) return;
    event.preventDefault();
    acts[key]();
  });

  for (const button of document.querySelectorAll("[data-show-keys]")) {
    button.hidden = !document.querySelector("[data-block], [data-comment]");
    button.addEventListener("click", showKeys);
  }
})();
