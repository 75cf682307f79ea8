/*
The editor of a plan, beside portal.js: says of each text that is being written whether it is saved, tries again
after a lost line, opens what was typed before a lost session, and works by keys. Without it, everything is a page.
*/
(function () {
  "use strict";

  const editor = document.getElementById("editor");
  if (!editor) return;
  const words = editor.dataset;
  // After so long without a key or a click the page keeps silent, so that an idle session can end.
  const IDLE = 10 * 60 * 1000;
  let lastAct = Date.now();

  for (const name of ["keydown", "pointerdown", "input"]) {
    document.addEventListener(name, () => { lastAct = Date.now(); }, { capture: true, passive: true });
  }

  function cellOf(element) {
    return element.closest(".editor-cell");
  }

  function say(cell, state, sentence) {
    const place = cell?.querySelector(".editor-state");
    if (!place) return;
    cell.dataset.state = state;
    place.textContent = sentence;
  }

  /* Saved, saving, not saved: in words. */

  document.addEventListener("input", function (event) {
    const cell = cellOf(event.target);
    if (!cell || event.target.tagName !== "TEXTAREA") return;
    // Of two texts one has to be chosen: until then nothing is sent, whatever is typed.
    say(cell, cell.dataset.state === "conflict" ? "conflict" : "unsaved", words.wordsUnsaved);
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    const element = event.detail.elt;
    if (element.dataset.presence !== undefined && Date.now() - lastAct > IDLE) {
      event.preventDefault();
      return;
    }
    if (element.tagName === "TEXTAREA") say(cellOf(element), "saving", words.wordsSaving);
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    const element = event.detail.elt;
    const cell = cellOf(element);
    if (element.tagName !== "TEXTAREA" || !cell) return;
    // What was typed since it left is not saved with it.
    if (cell.dataset.state === "unsaved") return;
    if (event.detail.xhr.getResponseHeader("Text-Saved")) cell.dataset.state = "saved";
    else if (event.detail.successful) cell.dataset.state = "refused";
  });

  /* A text that was opened after another of its block had left, or is being opened, is not closed by the answer that
     brings the block. */
  document.addEventListener("htmx:oobBeforeSwap", function (event) {
    const { target } = event.detail;
    if (target.matches(".editor-cell[data-writing]") || target.querySelector("[data-edit].htmx-request")) {
      event.detail.shouldSwap = false;
    }
  });

  /* What stands beside the text that is being written: as new as what is saved, gone when the cell is closed. */

  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.elt.tagName !== "TEXTAREA") return;
    const asking = cellOf(event.detail.elt)?.querySelector("[data-beside]");
    if (asking && event.detail.xhr.getResponseHeader("Text-Saved")) window.htmx.trigger(asking, "again");
  });

  document.addEventListener("htmx:afterSettle", function () {
    for (const strip of editor.querySelectorAll(".editor-strip:not(:empty)")) {
      const beside = strip.querySelector("[data-beside-of]");
      const row = strip.closest(".editor-row");
      const isOpen = beside && row.querySelector(`[data-writing] textarea[lang="${beside.dataset.besideOf}"]`);
      if (!isOpen) strip.replaceChildren();
    }
  });

  function tryAgain(area) {
    if (area.isConnected) window.htmx.trigger(area, "again");
  }

  // htmx took what was typed before it was ready for what was there: it has to be told.
  document.addEventListener("typed-early", (event) => setTimeout(() => tryAgain(event.target), 2000));

  /* Not saved, and why: it is tried again where that can help. */
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, function (event) {
      const element = event.detail.elt;
      if (element.tagName !== "TEXTAREA") return;
      const { status } = event.detail.xhr;
      const sentence = { 0: words.wordsLost, 401: words.wordsSignedOut }[status] || words.wordsRefused;
      const mayPass = status === 0 || status === 429 || status >= 500;
      say(cellOf(element), mayPass ? "unsaved" : "refused", sentence);
      if (mayPass) setTimeout(() => tryAgain(element), 15000);
    });
  }

  // Trying again would change nothing: somebody else has signed in since.
  document.addEventListener("portal:another-account", function (event) {
    say(cellOf(event.target), "unsaved", document.getElementById("keys").dataset.wordsAnother);
  });

  window.addEventListener("online", function () {
    for (const area of editor.querySelectorAll(".editor-cell[data-state=unsaved] textarea")) tryAgain(area);
  });

  /* What was typed and is not saved is in the tab: its cells open by themselves, and it is put back. Those of a long
     plan that are not on the screen are brought there. */

  function keptOf(form) {
    const { kept } = window.portal;
    const prefix = kept.name(form);
    return kept.names(prefix).map((name) => name.slice(prefix.length));
  }
  const keptTexts = () => keptOf("text-");
  // A new block and a split are kept under the block beside which their form stood.
  const keptBlocks = () => keptOf("").flatMap((name) => name.match(/[0-9a-f]{8}-[0-9a-f-]{27}/) || []);

  function openKept() {
    for (const text of keptTexts()) document.getElementById(`cell-${text}`)?.querySelector("[data-edit]")?.click();
  }

  // What was just saved is known not to be kept any more a moment after its row has come.
  document.addEventListener("htmx:load", () => setTimeout(openKept));
  window.addEventListener("load", () => window.portal.kept.whenOpen(function () {
    openKept();
    const isHere = (key) => document.getElementById(`b-${key}`) !== null;
    if (!keptBlocks().every(isHere)) editor.dispatchEvent(new Event("portal:late"));
  }));

  /* What is typed is saved before an act on its block: the act is about the text as it was typed. */

  const isOnItsWay = (area) => ["unsaved", "saving"].includes(cellOf(area).dataset.state);
  const onTheirWay = () => [...editor.querySelectorAll("[data-writing] textarea")].filter(isOnItsWay);

  function answered(area) {
    return new Promise(function (resolve) {
      document.addEventListener("htmx:afterRequest", function look(event) {
        if (event.detail.elt !== area && area.isConnected) return;
        document.removeEventListener("htmx:afterRequest", look);
        resolve(event.detail.successful);
      });
    });
  }

  async function saveOne(area) {
    let isAnswered = true;
    while (isAnswered && area.isConnected && isOnItsWay(area)) {
      const answer = answered(area);
      tryAgain(area);
      isAnswered = await answer;
    }
  }

  window.portal.texts = {
    keptBlocks,
    areOnTheirWay: () => onTheirWay().length > 0,
    save: () => Promise.all(onTheirWay().map(saveOne)),
  };

  /* A text closes when it is left: what was typed is saved first. One that is not saved, was refused or was put back
     from the tab stays open; one that has just come has no caret yet. What stands beside it, and the menu of its row,
     belong to it. */

  let isPressed = false;

  function isInUse(cell) {
    const row = cell.closest(".editor-row");
    const parts = [cell, row.querySelector(".editor-strip"), row.querySelector(".row-menu")];
    return parts.some((part) => part.contains(document.activeElement));
  }

  function isSettled(cell) {
    const isOpen = ["unsaved", "saving", "conflict", "refused"].includes(cell.dataset.state);
    return !isOpen && !cell.matches("[data-pasted], .htmx-added, .htmx-request, :has(form.htmx-request, form .htmx-request, .kept)");
  }

  /* Nothing is typed into it any more: it would be lost with the field. */
  function close(cell, values) {
    const area = cell.querySelector("textarea");
    const saved = cell.dataset.state === "saved" ? { saved: "1" } : {};
    area.readOnly = true;
    window.htmx
      .ajax("GET", area.form.getAttribute("action"), { source: cell, target: cell, swap: "outerHTML", values: { cell: "1", ...saved, ...values } })
      .catch(() => {})
      .finally(() => { area.readOnly = false; });
  }

  function closeLeft() {
    if (isPressed || !document.hasFocus()) return;
    for (const cell of editor.querySelectorAll(".editor-cell[data-writing]")) {
      if (isInUse(cell)) continue;
      if (cell.dataset.state === "unsaved") tryAgain(cell.querySelector("textarea"));
      else if (isSettled(cell)) close(cell, { left: "1" });
    }
  }

  for (const name of ["focusin", "focusout"]) document.addEventListener(name, () => setTimeout(closeLeft));
  // What closes moves what is below it: not while something there is being pressed.
  document.addEventListener("pointerdown", () => { isPressed = true; }, { capture: true });
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => setTimeout(() => { isPressed = false; closeLeft(); }), { capture: true });
  }
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.successful && event.detail.elt.closest("[data-writing-form]")) setTimeout(closeLeft);
  });

  /* Splitting at the cursor: the address says where it stands. */

  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-split]");
    const area = link && cellOf(link).querySelector("textarea");
    if (!area) return;
    const address = new URL(link.href);
    address.searchParams.set("cursor", area.selectionStart);
    link.href = address.href;
  });

  /* Finding: Ctrl+Shift+F anywhere in the editor, with the words that are selected. */

  document.addEventListener("keydown", function (event) {
    if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.code !== "KeyF" || event.isComposing) return;
    const link = document.querySelector("[data-find]");
    if (!link) return;
    event.preventDefault();
    const area = event.target.closest("textarea");
    const chosen = area ? area.value.slice(area.selectionStart, area.selectionEnd) : String(document.getSelection());
    const address = new URL(link.href);
    if (chosen.trim()) address.searchParams.set("q", chosen.trim().slice(0, 300));
    location.assign(address);
  });

  /* In a text that is being written: Ctrl and Enter saves it and opens the next of its language, Esc closes it as
     leaving it does, and goes back to it. Of two texts one has to be chosen first, by its button. */

  document.addEventListener("keydown", function (event) {
    const form = event.target.tagName === "TEXTAREA" && event.target.form;
    if (event.isComposing || !form || form.dataset.writingForm === undefined) return;
    const goesOn = (event.ctrlKey || event.metaKey) && event.key === "Enter";
    if (!goesOn && (event.key !== "Escape" || cellOf(form).dataset.state === "conflict")) return;
    event.preventDefault();
    form.dataset.next = goesOn ? event.target.lang : "";
    if (goesOn || !isSettled(cellOf(form))) form.requestSubmit();
    else close(cellOf(form));
  });

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-writing-form] button[type=submit]");
    if (button) button.form.dataset.next = button.dataset.goOn === undefined ? "" : button.form.querySelector("textarea").lang;
  });

  document.addEventListener("htmx:configRequest", function (event) {
    const { elt, parameters } = event.detail;
    if (elt.dataset.writingForm !== undefined && elt.dataset.next) parameters["go-on"] = "1";
  });

  function following(cell, language) {
    const wanted = words.need;
    for (let row = cell.closest(".editor-row").nextElementSibling; row; row = row.nextElementSibling) {
      const next = row.querySelector(`.editor-cell:not([data-writing]) [data-edit="${language}"]`);
      if (next && (!wanted || cellOf(next).dataset.state === wanted)) return next;
    }
    return null;
  }

  document.addEventListener("htmx:afterSettle", function (event) {
    const { requestConfig, xhr } = event.detail;
    const { elt } = requestConfig;
    const language = elt.dataset?.next;
    const cell = language && document.getElementById(`cell-${elt.dataset.keep.slice("text-".length)}`);
    if (!cell || !xhr.getResponseHeader("Text-Saved")) return;
    goOn(cell, language);
  });

  /* Of a long plan the next may have to come first. */
  function goOn(cell, language) {
    const next = following(cell, language);
    if (next) next.click();
    else cell.querySelector("[data-edit]")?.focus();
    if (!next && window.portal.parts.hasMore("behind")) window.portal.parts.more("behind", () => goOn(cell, language));
  }

  /* Where a text is opened by the pointer, the caret goes to where it was pressed; words that are being selected
     stay what they are. */

  editor.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-edit]");
    if (!link) return;
    const selected = document.getSelection();
    if (event.detail && !selected.isCollapsed && link.contains(selected.anchorNode)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    // A cell that has come this instant is not tied yet, and would open as a page of its own.
    window.htmx?.process(cellOf(link));
  }, { capture: true });

  /* Keys on the current block: e writes, 1 2 3 in one language, a adds below, u d move, t moves to a place, s splits,
     m joins, h history, r remarks, v reviews. */

  const ACTS = { a: "add-below", u: "up", d: "down", t: "move-to", s: "split", m: "join", h: "history", r: "remark" };

  document.addEventListener("keydown", function (event) {
    if (event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = document.getElementById("keys-on");
    const row = editor.querySelector(".editor-row.is-current");
    if (!row || (box && !box.checked)) return;
    const key = window.portal.keyOf(event);
    let target = null;
    if (key === "e") target = row.querySelector("[data-edit]");
    else if ("123".includes(key)) target = row.querySelectorAll(".editor-cell")[key - 1].querySelector("[data-edit]");
    else if (key === "v") target = (event.target.closest(".editor-cell") || row).querySelector("[data-act=review]");
    else if (Object.hasOwn(ACTS, key)) target = row.querySelector(`[data-act="${ACTS[key]}"]`);
    if (!target || target.disabled) return;
    event.preventDefault();
    target.click();
  });
})();
