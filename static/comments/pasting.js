/*
Pasting into a comment: lists and tables stay, as lines of the text. Where a picture or a merged cell was left out, the
card says so and opens the field for files. With Shift the words are pasted as they are.
*/
(function () {
  "use strict";

  let isPlain = false;
  for (const name of ["keydown", "keyup"]) {
    document.addEventListener(name, (event) => { isPlain = event.shiftKey; }, { capture: true });
  }

  /* Return the text of what is pasted into a field of a comment, and say what it leaves out. */
  function pastedInto(area, data) {
    if (isPlain) return data.getData("text/plain");
    const { text, isLess } = window.portal.pasted.read(data);
    const card = area.closest(".writing");
    const told = card?.querySelector("[data-left-out]");
    if (told) told.hidden = !isLess;
    if (isLess) card.querySelector(".card-files")?.setAttribute("open", "");
    return text;
  }

  document.addEventListener("paste", function (event) {
    const area = event.target;
    if (!area.matches?.(".writing textarea") || area.readOnly || !event.clipboardData?.types.includes("text/html")) return;
    event.preventDefault();
    document.execCommand("insertText", false, pastedInto(area, event.clipboardData));
  });

  window.portal.pastedInto = pastedInto;
})();
