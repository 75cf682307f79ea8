/*
What was typed into a draft, is kept in the tab and stands in no form of the page: the forms of new blocks and of
splits open again by themselves; the rest, as all of it once the draft is closed, is listed to be copied or discarded.
*/
(function () {
  "use strict";

  const list = document.getElementById("kept-texts");
  if (!list) return;
  const { kept } = window.portal;
  const editor = document.getElementById("editor");
  const [itemTemplate, textTemplate] = list.querySelectorAll("template");
  // By which act of a row, or of the foot, a form opens.
  const ACTS = { "block-new-after": "add-below", "block-new-before": "add-above", "block-split": "split" };
  const NAME = /^(.+?)-([0-9a-f-]{36})(?:-(?:en|ru|kk))?$/;
  // The forms that are on their way, and those that were on the page: one that gave way does not open by itself again.
  const coming = new Set();
  const opened = new Set();

  /* Where, on this page or on another one of the plan, a kept entry was typed. */
  function partsOf(name) {
    const [, path, form] = name.split("|");
    const [, kind, key] = NAME.exec(form) || ["", form, ""];
    return { path, form, kind, key, isHere: Boolean(editor) && path === location.pathname };
  }

  function textsOf(name) {
    const { typed } = JSON.parse(kept.get(name));
    const found = [];
    for (const [field, value] of Object.entries(typed)) {
      const language = /(?:^|[-_])(en|ru|kk)(?:$|[-_])/.exec(field)?.[1];
      if (language && typeof value === "string" && value.trim()) found.push([language, value]);
    }
    return found;
  }

  /* What opens the form of an entry: nothing where its block is gone, or another form is in its place. */
  function wayTo({ form, kind, key, isHere }) {
    if (!isHere) return null;
    const row = key && document.getElementById(`b-${key}`);
    const panel = document.getElementById(key ? `panel-${key}` : "panel-end");
    if (!panel || panel.childElementCount) return null;
    if (!key) return form === "block-new" ? document.querySelector("[data-act=add-at-end]") : null;
    window.portal.equip(row);
    return ACTS[kind] ? row.querySelector(`[data-act="${ACTS[kind]}"]`) : null;
  }

  function isOnThePage({ form, kind, isHere }) {
    if (!isHere) return false;
    if (kind === "text") return document.getElementById(`cell-${form.slice("text-".length)}`) !== null;
    return document.querySelector(`form[data-keep="${form}"]`) !== null || coming.has(form);
  }

  function open(parts) {
    coming.add(parts.form);
    wayTo(parts).click();
  }

  function show(name) {
    const item = itemTemplate.content.cloneNode(true).firstElementChild;
    item.dataset.name = name;
    for (const [language, text] of textsOf(name)) {
      const one = textTemplate.content.cloneNode(true).firstElementChild;
      const label = list.dataset[`words${language[0].toUpperCase()}${language[1]}`];
      const copy = one.querySelector("button");
      const said = one.querySelector(".user-text");
      one.querySelector("span").textContent = label;
      copy.dataset.copy = text;
      copy.dataset.label = label;
      copy.lastElementChild.textContent = ` ${label}`;
      said.lang = language;
      said.textContent = text;
      item.querySelector(".item-main").append(one);
    }
    list.querySelector("ul").append(item);
  }

  function look() {
    for (const form of document.querySelectorAll("form[data-keep]")) opened.add(form.dataset.keep);
    const own = kept.names().filter((name) => partsOf(name).path.startsWith(list.dataset.under) && textsOf(name).length);
    for (const parts of own.map(partsOf)) {
      if (opened.has(parts.form) || isOnThePage(parts) || !wayTo(parts)) continue;
      opened.add(parts.form);
      open(parts);
    }
    const left = own.filter((name) => !isOnThePage(partsOf(name)));
    const listed = [...list.querySelectorAll("li")].map((item) => item.dataset.name);
    for (const name of left) if (!listed.includes(name)) show(name);
    for (const item of list.querySelectorAll("li")) {
      if (left.includes(item.dataset.name)) item.querySelector("[data-reopen]").hidden = !wayTo(partsOf(item.dataset.name));
      else item.remove();
    }
    list.hidden = !left.length;
  }

  list.addEventListener("click", function (event) {
    const item = event.target.closest("li");
    if (event.target.closest("[data-give-up]")) {
      kept.remove(item.dataset.name);
      look();
      (list.hidden ? document.getElementById("content") : list.querySelector("h2")).focus();
    } else if (event.target.closest("[data-reopen]")) {
      open(partsOf(item.dataset.name));
      look();
    }
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    if (!event.detail.target?.matches?.(".row-panel")) return;
    coming.clear();
    if (!event.detail.successful) look();
  });
  if (editor) {
    // What was just saved is known not to be kept any more a moment after its answer.
    for (const name of ["htmx:afterSettle", "portal:closed"]) document.addEventListener(name, () => setTimeout(look));
    editor.addEventListener("portal:current", look);
  }
  window.addEventListener("load", () => kept.whenOpen(function () {
    const isComing = editor && !window.portal.texts.keptBlocks().every((key) => document.getElementById(`b-${key}`));
    if (!isComing) look();
  }));
})();
