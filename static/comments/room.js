/*
Keys of the secretary in the room, outside fields: each presses the button or link that bears it.
*/
(function () {
  "use strict";

  const { keyOf, lasting } = window.portal;

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (lasting && lasting.getItem("keys") === "off") return;
    if (event.target.closest("input, textarea, select, button, a, summary, [contenteditable]")) return;
    const key = event.key.length === 1 ? keyOf(event) : event.key;
    const act = document.querySelector(`[data-room-key="${CSS.escape(key)}"]`);
    if (!act) return;
    event.preventDefault();
    act.click();
  });
})();
