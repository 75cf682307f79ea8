/*
The outline of a plan in the editor, beside editor.js: blocks and sections move, come, go and change in their place,
by key, by menu and by dragging. The server's answer says what changed; its order is the true one. Without this
script each act is a page.
*/
(function () {
  "use strict";

  const editor = document.getElementById("editor");
  const said = document.getElementById("said");
  if (!editor || !said || !window.htmx) return;
  const { htmx } = window;
  // By this header an act that undoes another is known again when its answer comes.
  const UNDOING = "X-Undoing";
  // What can be undone, last done last.
  const undos = [];
  // Whether the screen shows a move that the server has not answered yet.
  let hasMoved = false;

  const rowOf = (key) => document.getElementById(`b-${key}`);
  // What another has removed while it is being written stays on the screen, and has no place in the order.
  const rows = () => [...editor.querySelectorAll(".editor-row:not([data-gone])")];
  const levelOf = (row) => Number(row.dataset.level);
  const isUnsaved = (cell) => ["unsaved", "saving", "conflict", "refused"].includes(cell.dataset.state);
  const isWritten = (row) => [...row.querySelectorAll("[data-writing]")].some(isUnsaved);

  /* What is said of an act, with its undoing. */

  function say(sentence, undo) {
    const line = document.createElement("p");
    line.textContent = sentence;
    said.replaceChildren(line);
    if (!undo) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-secondary";
    button.textContent = editor.dataset.wordsUndo;
    button.dataset.undo = "";
    line.append(" ", button);
  }

  // It waits behind the acts before it; which of them is the last is known when its turn comes.
  function undo() {
    htmx.ajax("POST", location.pathname, { source: said, headers: { [UNDOING]: "yes" }, swap: "none" });
  }

  document.addEventListener("htmx:configRequest", function (event) {
    if (!event.detail.headers[UNDOING]) return;
    const last = undos.pop();
    if (!last) {
      event.preventDefault();
      return;
    }
    event.detail.path = last.address;
    Object.assign(event.detail.parameters, last.values);
  });

  /* The acts on a row: those that the page has for any block, with the row's key, when one comes to it. */

  const ANY = "00000000-0000-0000-0000-000000000000";
  const acts = document.getElementById("row-acts");

  function equip(row) {
    const body = row?.querySelector(".row-menu > .menu-body");
    if (!body || body.dataset.level === row.dataset.level + row.dataset.kind) return;
    body.innerHTML = acts.innerHTML.replaceAll(ANY, row.dataset.key);
    const leave = [];
    if (levelOf(row) === 0) leave.push("li:not([data-of-any], :first-child)");
    if (levelOf(row) < 3) leave.push("[data-of-text]");
    if (editor.dataset.need) leave.push("[data-order]");
    leave.push(`button[name=kind][value="${row.dataset.kind}"]`);
    for (const item of body.querySelectorAll(leave.join(", "))) item.remove();
    body.dataset.level = row.dataset.level + row.dataset.kind;
    htmx.process(body);
    if (levelOf(row) > 0 && !editor.dataset.need) row.querySelector(".editor-label").draggable = true;
  }

  for (const name of ["pointerover", "focusin", "click"]) {
    editor.addEventListener(name, (event) => equip(event.target.closest(".editor-row")), { capture: true });
  }

  /* The row that one is in. */

  function stand(row) {
    if (!row) return;
    for (const other of editor.querySelectorAll(".is-current")) other.classList.remove("is-current");
    row.classList.add("is-current");
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  /* A row as the server has it; a cell that is being written and not saved stays as it is. */

  function made(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    return holder.content.firstElementChild;
  }

  function tie(row) {
    htmx.process(row);
    htmx.trigger(row, "htmx:load", { elt: row });
  }

  function renew(row, html) {
    const fresh = made(html);
    for (const cell of row.querySelectorAll(".editor-cell[data-writing]")) {
      const place = fresh.querySelector(`[id="${cell.id}"]`);
      if (place && isUnsaved(cell)) place.replaceWith(cell);
    }
    row.replaceWith(fresh);
    tie(fresh);
    return fresh;
  }

  function number(row, [labels, name, level, place]) {
    for (const label of row.querySelectorAll("[data-own]")) label.textContent = labels[label.dataset.own];
    row.querySelector("[data-name]").textContent = name;
    row.querySelector("[data-number]").textContent = place;
    row.setAttribute("aria-label", name);
    row.dataset.level = level;
  }

  /* Bring the screen to what the server says; false where a part of it is not on this screen. */

  function apply(answer) {
    const isInStep = answer.was === editor.dataset.outline;
    let isWhole = true;
    editor.dataset.outline = answer.outline;
    for (const key of answer.gone) rowOf(key)?.remove();
    for (const [key, html] of Object.entries(answer.rows)) if (rowOf(key)) renew(rowOf(key), html);
    for (const [key, after] of answer.placed) {
      const known = rowOf(key);
      const row = known || (answer.rows[key] && made(answer.rows[key]));
      const place = rowOf(after);
      if (!row || !place) {
        isWhole = false;
        known?.remove();
        continue;
      }
      if (place.nextElementSibling !== row) place.after(row);
      if (!known) tie(row);
    }
    for (const [key, numbered] of Object.entries(answer.numbers)) if (rowOf(key)) number(rowOf(key), numbered);
    if (answer.removed) {
      const list = document.getElementById("removed");
      list.replaceWith(made(answer.removed));
      htmx.process(document.getElementById("removed"));
    }
    return { isInStep, isWhole };
  }

  async function done(answer, isUndone) {
    // What was pasted into is saved with what was typed around it.
    for (const key of Object.keys(answer.rows)) {
      for (const cell of rowOf(key)?.querySelectorAll("[data-pasted]") || []) cell.dataset.state = "saved";
    }
    const { isInStep, isWhole } = apply(answer);
    if (answer.undo && !isUndone) undos.push(answer.undo);
    if (answer.focus && !rowOf(answer.focus) && !isWhole) await window.portal.parts.show(answer.focus, answer.address);
    else if (!isInStep || !isWhole) bringUpToDate();
    stand(answer.focus && rowOf(answer.focus));
    say(answer.said, isUndone ? undos.at(-1) : answer.undo);
  }

  /* Another was first, or the screen is not what the server knows: fetch the rows anew, keep what is being written. */

  async function bringUpToDate() {
    const { parts } = window.portal;
    if (parts.isReplacing()) return;
    const asked = editor.dataset.outline;
    const shown = rows();
    const here = new URL(location.href);
    for (const [end, row] of [["first", shown[0]], ["last", shown.at(-1)]]) if (row) here.searchParams.set(end, row.dataset.key);
    here.searchParams.set("written", shown.filter(isWritten).map((row) => row.dataset.key).join());
    const { html, outline } = await parts.fetched(here);
    if (!html) return;
    // An act was answered meanwhile: what came may be of before it.
    if (![asked, outline].includes(editor.dataset.outline)) {
      bringUpToDate();
      return;
    }
    const fresh = made(`<div>${html}</div>`);
    const current = document.activeElement?.closest(".editor-row")?.dataset.key;
    const order = [...fresh.querySelectorAll(".editor-row")];
    const keys = new Set(order.map((row) => row.dataset.key));
    let before = null;
    for (const one of order) {
      const known = rowOf(one.dataset.key);
      const row = known ? renew(known, one.outerHTML) : made(one.outerHTML);
      if (before) before.after(row);
      else editor.prepend(row);
      if (!known) tie(row);
      before = row;
    }
    for (const row of rows()) {
      if (keys.has(row.dataset.key)) continue;
      if (!isWritten(row)) row.remove();
      else {
        row.dataset.gone = "";
        row.querySelector("[data-name]").textContent = editor.dataset.wordsRemoved;
      }
    }
    for (const way of editor.querySelectorAll("[data-more]")) way.remove();
    for (const way of fresh.querySelectorAll("[data-more]")) {
      if (way.dataset.more === "ahead") editor.prepend(way);
      else editor.append(way);
      htmx.process(way);
    }
    parts.watch();
    editor.dataset.outline = outline;
    if (current) stand(rowOf(current));
  }

  document.addEventListener("htmx:configRequest", function (event) {
    if (!event.detail.elt.closest("[data-outline-act]")) return;
    const shown = rows();
    const { parameters } = event.detail;
    parameters.first = shown[0]?.dataset.key || "";
    parameters.last = shown.at(-1)?.dataset.key || "";
    parameters.outline = editor.dataset.outline;
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    const { xhr, elt, requestConfig } = event.detail;
    if (!(xhr.getResponseHeader("Content-Type") || "").startsWith("application/json")) return;
    event.detail.shouldSwap = false;
    event.detail.isError = false;
    const answer = JSON.parse(xhr.responseText);
    if (answer.is_refused) {
      say(answer.said);
      if (answer.is_late || hasMoved) bringUpToDate();
    } else {
      elt.closest?.(".row-panel")?.replaceChildren();
      done(answer, Boolean(requestConfig.headers[UNDOING]));
    }
    hasMoved = false;
  });

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, function (event) {
      if (!event.detail.elt.closest("[data-outline-act]")) return;
      if (hasMoved) bringUpToDate();
      hasMoved = false;
    });
  }

  /* Moving: on the screen at once, as the server will do it; its answer has the numbers, or says why not. */

  function section(row) {
    const found = [row];
    for (let next = row.nextElementSibling; next; next = next.nextElementSibling) {
      if (!next.matches(".editor-row") || levelOf(next) <= levelOf(row)) break;
      found.push(next);
    }
    return found;
  }

  function placeOf(row, to) {
    const all = rows();
    if (to === "up") {
      let before = all.indexOf(row) - 1;
      while (before > 0 && levelOf(all[before]) > levelOf(row)) before -= 1;
      return before > 0 ? all[before - 1] : null;
    }
    const following = all[all.indexOf(section(row).at(-1)) + 1];
    if (!following) return null;
    return levelOf(following) >= levelOf(row) ? section(following).at(-1) : following;
  }

  function putBehind(row, place) {
    if (!place || levelOf(row) === 0) return;
    const moved = section(row);
    if (moved.includes(place) || place.nextElementSibling === row) return;
    hasMoved = true;
    place.after(...moved);
    stand(row);
  }

  document.addEventListener("htmx:beforeRequest", function (event) {
    const form = event.detail.elt;
    if (form.dataset?.move === undefined) return;
    const row = form.closest(".editor-row");
    form.closest("details").open = false;
    const { to } = event.detail.requestConfig.parameters;
    if (to) putBehind(row, placeOf(row, to));
  });

  function formOf(row) {
    return row.querySelector("form[data-move]");
  }

  function moveBehind(row, place) {
    equip(row);
    const form = formOf(row);
    if (!form) return;
    putBehind(row, place);
    if (hasMoved) htmx.ajax("POST", form.action, { source: said, values: { after: place.dataset.key }, swap: "none" });
  }

  /* Dragging by the label of a row: a section is dropped between sections. */

  let dragged = null;

  function dropPlace(row, event) {
    const box = row.getBoundingClientRect();
    const all = rows();
    let place = event.clientY < box.top + box.height / 2 ? all[all.indexOf(row) - 1] : row;
    const level = levelOf(dragged);
    if (place && level < 3) {
      while (place && levelOf(place) >= 3 && place.nextElementSibling && levelOf(place.nextElementSibling) > level) {
        place = place.nextElementSibling;
      }
      if (levelOf(place) === level) place = section(place).at(-1);
    }
    return place;
  }

  function unmark() {
    for (const row of editor.querySelectorAll(".is-drop")) row.classList.remove("is-drop");
  }

  editor.addEventListener("dragstart", function (event) {
    const label = event.target.closest?.(".editor-label");
    if (!label) return;
    dragged = label.closest(".editor-row");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", label.innerText);
    for (const row of section(dragged)) row.classList.add("is-dragged");
  });

  editor.addEventListener("dragover", function (event) {
    const row = dragged && event.target.closest(".editor-row");
    if (!row) return;
    event.preventDefault();
    unmark();
    dropPlace(row, event)?.classList.add("is-drop");
  });

  editor.addEventListener("drop", function (event) {
    const row = dragged && event.target.closest(".editor-row");
    if (!row) return;
    event.preventDefault();
    moveBehind(dragged, dropPlace(row, event));
  });

  editor.addEventListener("dragend", function () {
    unmark();
    for (const row of editor.querySelectorAll(".is-dragged")) row.classList.remove("is-dragged");
    dragged = null;
  });

  /* Menus and panels close; focus goes back to their row. */

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-undo]")) undo();
    const item = event.target.closest(".row-menu a, .row-menu button");
    if (item) item.closest("details").open = false;
    // The place of the cursor is in its address by now: editor.js puts it there.
    const cut = event.target.closest("[data-split]");
    if (cut && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const target = cut.closest(".editor-row").querySelector(".row-panel");
      htmx.ajax("GET", cut.href, { target, swap: "innerHTML" });
    }
    const cancel = event.target.closest(".row-panel .form-acts a");
    if (cancel) {
      event.preventDefault();
      closePanel(cancel.closest(".row-panel"));
    }
  });

  function closePanel(panel) {
    panel.replaceChildren();
    stand(panel.closest(".editor-row") || rows().at(-1));
  }

  document.addEventListener("htmx:afterSwap", function (event) {
    const panel = event.detail.target;
    if (!panel.matches?.(".row-panel")) return;
    panel.querySelector(".error-summary, select, textarea, button[type=submit]")?.focus();
    panel.scrollIntoView({ block: "nearest" });
  });

  /* Keys on the current row: Alt with an arrow moves it, Control and z takes the last act back. */

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const panel = event.key === "Escape" && event.target.closest(".row-panel");
    if (panel && !event.target.form?.querySelector("textarea")) {
      closePanel(panel);
      return;
    }
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z" && (undos.length || hasMoved)) {
      event.preventDefault();
      undo();
      return;
    }
    const to = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const row = editor.querySelector(".editor-row.is-current");
    if (!to || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !row) return;
    event.preventDefault();
    row.querySelector(`[data-act="${to}"]`)?.click();
  });

  editor.addEventListener("focusin", function (event) {
    const row = event.target.closest(".editor-row");
    if (!row || row.classList.contains("is-current")) return;
    for (const other of editor.querySelectorAll(".is-current")) other.classList.remove("is-current");
    row.classList.add("is-current");
  });

  editor.addEventListener("portal:late", bringUpToDate);
  if (location.hash.startsWith("#b-")) stand(document.getElementById(location.hash.slice(1)));
})();
