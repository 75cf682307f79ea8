/*
Pasting from Word or the web into a text of the editor: one paragraph comes with its italics and bold type as marks;
of several each becomes a block in its place, by an act of the server. With Shift they are pasted as they are.
*/
(function () {
  "use strict";

  const editor = document.getElementById("editor");
  if (!editor || !window.htmx) return;
  const { paragraphsOf, linesOf, written } = window.portal.pasted;
  let isPlain = false;

  for (const name of ["keydown", "keyup"]) {
    document.addEventListener(name, (event) => { isPlain = event.shiftKey; }, { capture: true });
  }

  /* What is pasted into a text goes where the caret is, through the browser's own editing: undoing takes it back. */
  function put(text) {
    document.execCommand("insertText", false, text);
  }

  /* Until its paragraphs are blocks nothing else is typed into the text or sent of it, which would take their turn. */
  function hold(area, isHeld) {
    area.readOnly = isHeld;
    area.closest(".editor-cell").toggleAttribute("data-pasted", isHeld);
  }

  document.addEventListener("htmx:confirm", function (event) {
    const { elt, path } = event.detail;
    if (elt.closest("[data-pasted] form") && path !== elt.dataset.paste) event.preventDefault();
  });

  /* What is pasted stands in the text until its paragraphs are blocks: it is seen and kept there, whatever the answer
     is, and whichever comes first. */
  function send(area, parts) {
    const form = area.form;
    const rows = editor.querySelectorAll(".editor-row");
    const values = {
      version: "",
      before: area.value.slice(0, area.selectionStart),
      behind: area.value.slice(area.selectionEnd),
      parts: JSON.stringify(parts),
      first: rows[0].dataset.key,
      last: rows[rows.length - 1].dataset.key,
    };
    put(parts.map(written).join("\n"));
    hold(area, true);
    window.htmx.ajax("POST", form.dataset.paste, { source: form, values, swap: "none" }).catch(() => {});
  }

  /* Where it did not become blocks, it is saved as the text in which it stands, and can be split. */
  document.addEventListener("htmx:afterRequest", function (event) {
    const { elt: form, requestConfig } = event.detail;
    if (!form.isConnected || !form.dataset?.paste || requestConfig.path !== form.dataset.paste) return;
    const area = form.querySelector("textarea");
    hold(area, false);
    window.htmx.trigger(area, "again");
  });

  // What is being saved meanwhile makes a new version: the one that there is when the request leaves is sent.
  document.addEventListener("htmx:configRequest", function (event) {
    const form = event.detail.elt;
    if (!form.dataset?.paste || event.detail.path !== form.dataset.paste) return;
    const area = form.querySelector("textarea");
    event.detail.parameters.version = form.querySelector(`[name="${area.lang}-version"]`).value;
  });

  document.addEventListener("paste", function (event) {
    const area = event.target;
    if (isPlain || area.readOnly || !area.matches?.("textarea.text-official") || !event.clipboardData || !editor.contains(area)) return;
    const html = event.clipboardData.getData("text/html");
    const parts = html ? paragraphsOf(html) : linesOf(event.clipboardData.getData("text/plain"));
    if (!parts.length) return;
    if (parts.length === 1 && html) {
      event.preventDefault();
      // In the markup of Word the spaces at the ends cannot be told from those around it.
      const [, before, behind] = /^([ \u00a0]*).*?([ \u00a0]*)$/s.exec(event.clipboardData.getData("text/plain"));
      put(before + written(parts[0]) + behind);
    } else if (parts.length > 1 && area.form?.dataset.paste) {
      event.preventDefault();
      send(area, parts);
    }
  });
})();
