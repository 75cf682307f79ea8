/*
Reading and commenting, beside portal.js: the form of a comment opens beside its paragraph, and c and e open it by
key. Without this script the same links lead to a page of their own.
*/
(function () {
  "use strict";

  const IN_PLACE = "in=place";

  function focusOn(element) {
    if (!element) return;
    if (element.tabIndex < 0) element.tabIndex = -1;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }

  /* The link that opens a form, and the paragraph beside which it opens. */

  function blockOf(link) {
    return link.closest("[data-block]");
  }

  function openBeside(link) {
    const block = blockOf(link);
    const open = block.querySelector(".writing");
    const place = document.createElement("div");
    place.className = "writing";
    if (open) open.replaceWith(place);
    else block.append(place);
    const url = link.href + (link.search ? "&" : "?") + IN_PLACE;
    const done = function () {
      if (place.isConnected) place.remove();
      else focusOn(block.querySelector(".writing textarea"));
    };
    window.htmx.ajax("GET", url, { target: place, swap: "outerHTML" }).then(done, done);
  }

  /* A comment in the margin is a line that opens where one comes to it: by key, by its address, after saving. */

  document.addEventListener("focusin", function (event) {
    if (event.target.matches("details[data-comment], details[data-group]")) event.target.open = true;
  });

  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const line = target?.closest("details.margin-comment");
    if (line) line.open = true;
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();

  function isPlain(event) {
    return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  }

  document.addEventListener("click", function (event) {
    const link = event.target.closest(".block-acts a, a[data-write]");
    if (!link || !isPlain(event) || !blockOf(link) || !window.htmx) return;
    event.preventDefault();
    openBeside(link);
  });

  /* Closing keeps what was typed in the tab: opening again puts it back. */

  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-block] .writing a[data-close]");
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    const block = blockOf(link);
    link.closest(".writing").remove();
    focusOn(block.querySelector(".block-acts a"));
  });

  document.body.addEventListener("comment-saved", function (event) {
    focusOn(document.getElementById(event.detail.anchor));
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    const summary = event.target.closest && event.target.querySelector(".error-summary");
    if (summary) focusOn(summary);
  });

  /* What was typed before the page was left is in the tab: its form opens by itself, and it is put back. */

  function openKept() {
    const prefix = ["keep:" + document.body.dataset.user, location.pathname, "draft-"].join("|");
    let kept = [];
    try {
      kept = Object.keys(window.sessionStorage).filter((key) => key.startsWith(prefix));
    } catch {
      return;
    }
    for (const key of kept) {
      const mark = key.slice(prefix.length, key.lastIndexOf("-"));
      const link = document.querySelector(`#b-${mark} .block-acts a, [data-block] #c-${mark} a[data-write]`);
      if (link) link.click();
    }
  }
  window.addEventListener("load", openKept);

  /* c: comment on the current paragraph; e: edit the current comment, or the first of one's own on it. */

  function current() {
    const focused = document.activeElement?.closest("[data-comment], [data-block]");
    return focused || document.querySelector("[data-comment].is-current, [data-block].is-current");
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = document.getElementById("keys-on");
    const here = current();
    if (!here || (box && !box.checked)) return;
    let link = null;
    if (event.key === "c") link = here.closest("[data-block]")?.querySelector(".block-acts a");
    else if (event.key === "e") link = here.querySelector("a[data-write]");
    if (!link) return;
    event.preventDefault();
    link.click();
  });
})();
