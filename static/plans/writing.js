/*
Writing official text, beside portal.js: buttons and keys for emphasis and the non-breaking space, and the quotation
marks of the language as a straight one is typed; undoing gives the straight one back. Without it, marks are typed.
*/
(function () {
  "use strict";

  const OFFICIAL = "textarea.text-official";
  const NBSP = "\u00a0";
  const QUOTES = { en: ["“", "”", "‘", "’"], ru: ["«", "»", "„", "“"], kk: ["«", "»", "„", "“"] };
  // Behind these, or at the beginning of a line, a quotation begins.
  const BEFORE_OPENING = /(^|[\s([{«“„‘—–\-/])\**$/;
  const KEYS = { i: "1", b: "2" };

  /* What is put in goes through the browser's own editing, so that undoing takes it back. */
  function put(area, start, end, text) {
    area.focus();
    area.setSelectionRange(start, end);
    if (document.execCommand("insertText", false, text)) return;
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  function stars(text, at, step) {
    let count = 0;
    while (count < 3 && text[at + count * step] === "*") count += 1;
    return count;
  }

  /* Add a style to what is selected, or take it away: one asterisk is italics, two are bold, three are both. */
  function toggle(area, style) {
    const text = area.value;
    let start = area.selectionStart;
    let end = area.selectionEnd;
    while (start < end && /\s/.test(text[start])) start += 1;
    while (end > start && /\s/.test(text[end - 1])) end -= 1;
    let now = Math.min(stars(text, start - 1, -1), stars(text, end, 1));
    if (now) {
      start -= now;
      end += now;
    } else if (end - start > 2) {
      now = Math.min(stars(text, start, 1), stars(text, end - 1, -1));
    }
    const words = text.slice(start + now, end - now);
    const mark = "*".repeat(now ^ style);
    const lines = words.split("\n").map((line) => (line.trim() || words === "" ? mark + line.trim() + mark : line));
    put(area, start, end, lines.join("\n"));
    const made = lines.join("\n").length;
    area.setSelectionRange(start + mark.length, start + made - mark.length);
  }

  function act(area, name) {
    if (name === "space") put(area, area.selectionStart, area.selectionEnd, NBSP);
    else toggle(area, Number(name));
  }

  /* The text that the buttons of a form write into: the one written last, or the first. */
  function areaOf(button) {
    const form = button.closest("form");
    const areas = [...form.querySelectorAll(OFFICIAL)];
    return areas.find((area) => area === form.writtenLast) || areas[0];
  }

  document.addEventListener("focusin", function (event) {
    if (event.target.matches(OFFICIAL) && event.target.form) event.target.form.writtenLast = event.target;
  });

  // In the editor the buttons appear where words are selected.
  document.addEventListener("selectionchange", function () {
    const area = document.activeElement;
    const tools = area?.matches?.(OFFICIAL) && area.form?.querySelector(".text-tools");
    if (tools) tools.classList.toggle("has-words", area.selectionStart !== area.selectionEnd);
  });

  // A button that takes the focus would take the selection with it.
  document.addEventListener("mousedown", function (event) {
    if (event.target.closest("button[data-mark]")) event.preventDefault();
  });

  document.addEventListener("click", function (event) {
    const button = event.target.closest("button[data-mark]");
    const area = button && areaOf(button);
    if (area) act(area, button.dataset.mark);
  });

  document.addEventListener("keydown", function (event) {
    const area = event.target;
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing || !area.matches(OFFICIAL)) return;
    const name = event.shiftKey && event.code === "Space" ? "space" : !event.shiftKey && KEYS[window.portal.keyOf(event).toLowerCase()];
    if (!name) return;
    event.preventDefault();
    act(area, name);
  });

  /* A term or an earlier translation that is offered beside a text: clicked, or by Alt and its number. */

  function besideOf(element) {
    return element.closest(".editor-row") || document.querySelector("main");
  }

  function take(offer) {
    const language = offer.closest("[data-beside-of]").dataset.besideOf;
    const area = besideOf(offer).querySelector(`${OFFICIAL}[lang="${language}"]`);
    if (!area) return false;
    if (offer.dataset.take !== undefined) put(area, 0, area.value.length, offer.dataset.take);
    else put(area, area.selectionStart, area.selectionEnd, offer.dataset.insert);
    return true;
  }

  document.addEventListener("mousedown", function (event) {
    if (event.target.closest("[data-insert]")) event.preventDefault();
  });

  document.addEventListener("click", function (event) {
    const offer = event.target.closest("[data-insert], [data-take]");
    if (offer && take(offer)) event.preventDefault();
  });

  document.addEventListener("keydown", function (event) {
    const number = event.altKey && !event.ctrlKey && !event.metaKey && /^Digit(\d)$/.exec(event.code);
    if (!number || !event.target.matches(OFFICIAL)) return;
    const beside = besideOf(event.target).querySelector(`[data-beside-of="${event.target.lang}"]`);
    if (!beside) return;
    const offer = number[1] === "0" ? beside.querySelector("[data-take]") : beside.querySelectorAll("[data-insert]")[number[1] - 1];
    if (!offer) return;
    event.preventDefault();
    take(offer);
  });

  document.addEventListener("input", function (event) {
    const area = event.target;
    if (event.inputType !== "insertText" || event.data !== '"' || event.isComposing || !area.matches(OFFICIAL)) return;
    const marks = QUOTES[area.lang];
    const place = area.selectionStart - 1;
    if (!marks || area.value[place] !== '"') return;
    const line = area.value.slice(0, place).split("\n").pop();
    const opened = (opening, closing) => line.split(opening).length > line.split(closing).length;
    const isWithin = opened(marks[0], marks[1]);
    const mark = BEFORE_OPENING.test(line)
      ? marks[isWithin ? 2 : 0]
      : marks[isWithin && opened(marks[2], marks[3]) ? 3 : 1];
    put(area, place, place + 1, mark);
  });

  function show(root) {
    for (const tools of root.querySelectorAll("[data-text-tools][hidden]")) tools.hidden = false;
  }
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target));
})();
