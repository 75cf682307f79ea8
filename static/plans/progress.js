/*
The head of the editor, beside editor.js: the text to write next by its button and the keys ] and [, a mark of a
language to its text, and the counts as new as what is saved. Without it, each of them is a link.
*/
(function () {
  "use strict";

  const editor = document.getElementById("editor");
  if (!editor || !window.htmx) return;
  const UNREVIEWED = "unreviewed";
  const { parts } = window.portal;
  const isWhole = () => !parts.hasMore("ahead") && !parts.hasMore("behind");
  // The cell in which the reader was last: the focus may be on the head by now.
  let last = "";

  const cells = () => [...editor.querySelectorAll(".editor-cell")];
  const nextLink = () => document.getElementById("next-text");

  document.addEventListener("focusin", function (event) {
    const cell = event.target.closest?.(".editor-cell") || event.target.closest?.(".editor-row")?.querySelector(".editor-cell");
    if (!cell || cell.id === last) return;
    last = cell.id;
    name();
  });

  /* A text that is missing or behind is opened; one that waits for a review is read first. */
  function go(cell, opens) {
    cell.closest(".editor-row").scrollIntoView({ block: "center", behavior: "instant" });
    const area = cell.querySelector("textarea");
    const link = cell.querySelector("[data-edit]");
    if (area) area.focus({ preventScroll: true });
    else if (opens) link.click();
    else link.focus({ preventScroll: true });
  }

  /* The next or the one before in such a state; at the end of a draft that is there as a whole, from its beginning. */
  function found(state, step) {
    const all = step > 0 ? cells() : cells().reverse();
    const here = all.findIndex((cell) => cell.id === last);
    const order = [...all.slice(here + 1), ...(isWhole() ? all.slice(0, here) : [])];
    return order.find((cell) => cell.dataset.state === state
      && (state !== UNREVIEWED || cell.querySelector("[data-act=review]")));
  }

  /* The button names the next text behind the one in which the reader is. */
  function name() {
    const link = nextLink();
    const cell = link?.dataset.next && found(link.dataset.next, 1);
    // The next one is not on the screen: the server knows it.
    if (!cell && link?.dataset.next && !isWhole()) refreshSoon();
    if (!cell) return;
    const { edit } = cell.querySelector("[data-edit]").dataset;
    const name = cell.closest(".editor-row").getAttribute("aria-label");
    const words = { place: name[0].toLowerCase() + name.slice(1), language: link.dataset[`name${edit[0].toUpperCase()}${edit[1]}`] };
    link.querySelector("span").textContent = link.dataset.words.replace(/\{(\w+)\}/g, (_all, word) => words[word]);
    link.href = cell.querySelector("[data-edit]").href;
    link.dataset.there = `#${cell.id}`;
  }

  /* The next of the whole draft may be in a part that is not on this screen: then its address leads there. */
  function toNext(step) {
    const link = nextLink();
    const state = link?.dataset.next;
    if (!state) {
      if (step > 0) link?.click();
      return;
    }
    const named = document.getElementById(new URL(link.dataset.there, location.href).hash.slice(1));
    const cell = step > 0 ? named : found(state, step);
    if (cell) go(cell, state !== UNREVIEWED);
    else if (step > 0) goTo(new URL(link.dataset.there, location.href).hash.slice(1), state !== UNREVIEWED);
    else if (parts.hasMore("ahead")) parts.more("ahead", () => toNext(step));
  }

  async function goTo(id, opens, address = nextLink().dataset.there) {
    const isThere = document.getElementById(id) || (await parts.show(id.slice("cell-".length, -"-en".length), address));
    const cell = isThere && document.getElementById(id);
    if (cell) go(cell, opens);
  }

  document.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("#next-text[data-next]");
    if (link) {
      event.preventDefault();
      toNext(1);
      return;
    }
    const mark = event.target.closest("[data-at]");
    if (!mark) return;
    const id = `cell-${mark.dataset.at}-${mark.parentElement.dataset.map}`;
    const address = `?at=${mark.dataset.at}#${id}`;
    // Of texts in one state only, the page itself leads to the others.
    if (editor.dataset.need && !document.getElementById(id)) location.assign(address);
    else goTo(id, false, address);
  });

  document.addEventListener("keydown", function (event) {
    const step = { "]": 1, "[": -1 }[window.portal.keyOf(event)];
    if (!step || event.ctrlKey || event.metaKey || event.isComposing || document.querySelector("dialog[open]")) return;
    const field = event.target.closest("input, textarea, select, [contenteditable]");
    if (field && !field.readOnly) return;
    if (document.getElementById("keys-on")?.checked === false) return;
    event.preventDefault();
    if (field) whenClosed(field, () => toNext(step));
    else toNext(step);
  });

  /* A text that is on its way closes first, unless it comes back. */
  function whenClosed(field, goOn) {
    document.addEventListener("htmx:afterSettle", function () {
      if (!field.isConnected) goOn();
      else if (field.readOnly) whenClosed(field, goOn);
    }, { once: true });
  }

  /* What is saved changes the counts, the marks and what is next. */

  let timer = 0;
  function refresh() {
    const head = document.getElementById("editor-head");
    if (head.querySelector("details[open]")) return;
    const address = new URL(head.dataset.address, location.href);
    address.searchParams.set("head", "1");
    if (last) address.searchParams.set("from", last.slice("cell-".length));
    // Where the line is lost the counts stay as they are; that it is lost is said beside the text.
    window.htmx.ajax("GET", address.href, { source: head, target: head, swap: "outerHTML" }).catch(() => {});
  }

  document.addEventListener("htmx:afterRequest", function (event) {
    if (!event.detail.xhr.getResponseHeader("Text-Saved")) return;
    refreshSoon();
  });

  function refreshSoon() {
    clearTimeout(timer);
    timer = setTimeout(refresh, 500);
  }

  /* An address may name a text that is to be written, or only shown. */

  window.addEventListener("load", function () {
    const cell = location.hash.startsWith("#cell-") && document.getElementById(location.hash.slice(1));
    if (!cell) return;
    const here = new URL(location.href);
    const opens = here.searchParams.has("write");
    here.searchParams.delete("write");
    history.replaceState(history.state, "", here);
    go(cell, opens);
  });
})();
