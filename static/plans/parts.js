/*
The parts of a long plan, beside outline.js: what stands behind the rows on the screen, or ahead of them, comes as one
goes on; a text that is not on the screen is brought there with the part that holds it. Without it, they are links.
*/
(function () {
  "use strict";

  const editor = document.getElementById("editor");
  if (!editor || !window.htmx) return;
  const { htmx } = window;
  const rows = () => [...editor.querySelectorAll(".editor-row:not([data-gone])")];
  const ends = () => [...editor.querySelectorAll("[data-more]")];
  const end = (side) => editor.querySelector(`[data-more="${side}"]`);
  // What is done once more rows are there.
  let waiting = [];
  // The row beside which others come: where it stood, and whether the way to them was in focus.
  let edge = null;
  // htmx tells of an answer once for each row that it brought.
  let last = null;
  // Whether the part that has come is of another outline than the screen had when it came.
  let isLate = false;
  // How often the rows on the screen were asked for anew, and whether others are on their way in place of them all.
  let renewals = 0;
  let isReplacing = false;

  /* The rows at an address of this page, with their outline: null if they do not come, or if others were asked for since. */
  async function fetched(address) {
    renewals += 1;
    const renewal = renewals;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    const outline = answer?.ok && answer.headers.get("Draft-Outline");
    const html = outline && (await answer.text().catch(() => ""));
    const isLast = renewal === renewals;
    return { html: isLast && html, isLast, outline };
  }

  // What is on its way of the acts and the parts, and the sides on which more is wanted after it.
  const underWay = new Set();
  const wanted = new Set();

  /* A way to more rows never waits among the acts: one that is gone when its turn comes would hold up all behind it. */
  function ask(side) {
    if (underWay.size) wanted.add(side);
    else if (end(side)) htmx.trigger(end(side), "more");
  }

  document.addEventListener("htmx:beforeSend", function (event) {
    const { elt, xhr } = event.detail;
    if (!elt.closest('[data-hx-sync^="#editor"]')) return;
    underWay.add(xhr);
    xhr.addEventListener("loadend", function () {
      underWay.delete(xhr);
      if (underWay.size) return;
      const sides = [...wanted];
      wanted.clear();
      sides.forEach(ask);
    });
  });

  const seen = new IntersectionObserver(function (entries) {
    for (const { isIntersecting, target } of entries) if (isIntersecting && target.isConnected) ask(target.dataset.more);
  }, { rootMargin: "600px 0px" });

  function watch() {
    seen.disconnect();
    for (const one of ends()) seen.observe(one);
  }

  document.addEventListener("htmx:configRequest", function (event) {
    const side = event.detail.elt.dataset?.more;
    if (side) event.detail.parameters[side] = rows().at(side === "behind" ? -1 : 0)?.dataset.key || "";
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    const { elt, xhr, shouldSwap } = event.detail;
    const side = elt.dataset?.more;
    if (!side || !shouldSwap) return;
    // What another has moved meanwhile may be on the screen: it is there once.
    const holder = document.createElement("template");
    holder.innerHTML = xhr.responseText;
    for (const row of holder.content.querySelectorAll(".editor-row")) if (document.getElementById(row.id)) row.remove();
    event.detail.serverResponse = holder.innerHTML;
    const row = rows().at(side === "behind" ? -1 : 0);
    isLate = xhr.getResponseHeader("Draft-Outline") !== editor.dataset.outline;
    edge = row && { row, side, top: row.getBoundingClientRect().top, isFocused: elt.contains(document.activeElement) };
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    if (!event.detail.requestConfig?.elt?.dataset?.more || event.detail.xhr === last) return;
    if (edge?.side !== "ahead") return;
    window.scrollBy({ top: edge.row.getBoundingClientRect().top - edge.top, behavior: "instant" });
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    const { requestConfig, xhr } = event.detail;
    if (!requestConfig?.elt?.dataset?.more || xhr === last) return;
    last = xhr;
    const beside = edge?.side === "ahead" ? edge.row.previousElementSibling : edge?.row.nextElementSibling;
    if (edge?.isFocused) beside?.querySelector("[data-edit]")?.focus({ preventScroll: true });
    edge = null;
    watch();
    const acts = waiting;
    waiting = [];
    for (const act of acts) act();
    if (isLate) editor.dispatchEvent(new Event("portal:late"));
  });

  /* At once: what comes in above is weighed out by scrolling, which would end a slow scroll half way. */
  function bring(row) {
    row.scrollIntoView({ block: "start", behavior: "instant" });
  }

  function leave(address) {
    const there = new URL(address, location.href);
    const isHere = there.pathname + there.search === location.pathname + location.search;
    location.assign(there);
    if (isHere) location.reload();
    return false;
  }

  /* Bring the part that holds a block. While something is being written the page itself goes there, and keeps it. */
  async function show(key, address) {
    if (editor.querySelector("[data-writing], .row-panel:not(:empty)")) return leave(address);
    const here = new URL(location.href);
    here.searchParams.delete("write");
    here.searchParams.set("at", key);
    here.hash = "";
    isReplacing = true;
    const { html, isLast, outline } = await fetched(here);
    if (!isLast) return document.getElementById(`b-${key}`) !== null;
    isReplacing = false;
    if (!html) return leave(address);
    editor.innerHTML = html;
    editor.dataset.outline = outline;
    htmx.process(editor);
    htmx.trigger(editor, "htmx:load", { elt: editor });
    history.replaceState(history.state, "", here);
    watch();
    return document.getElementById(`b-${key}`) !== null;
  }

  /* For the scripts beside: go to a block wherever it is, and go on where the rows on the screen end. */
  window.portal.parts = {
    show,
    fetched,
    isReplacing: () => isReplacing,
    hasMore: (side) => end(side) !== null,
    more(side, then) {
      waiting.push(then);
      ask(side);
    },
    watch,
  };

  document.addEventListener("click", async function (event) {
    const link = event.target.closest("[data-jump]");
    // Of texts in one state only, the page itself leads to the others.
    if (!link || editor.dataset.need || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.closest("details").open = false;
    const id = `b-${link.dataset.jump}`;
    if (!document.getElementById(id) && !(await show(link.dataset.jump, link.href))) return;
    const row = document.getElementById(id);
    bring(row);
    row.querySelector("[data-edit]")?.focus({ preventScroll: true });
  });

  window.addEventListener("load", async function () {
    watch();
    const named = /^#(?:b|cell)-([0-9a-f-]{36})/.exec(location.hash);
    if (!named || document.getElementById(`b-${named[1]}`) || new URL(location.href).searchParams.has("at")) return;
    if (await show(named[1], location.href.replace("#", `?at=${named[1]}#`))) bring(document.getElementById(`b-${named[1]}`));
  });
})();
