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
  // By these headers an act that undoes another, or moves a row a step, is known again when its turn comes.
  const UNDOING = "X-Undoing";
  const MOVING = "X-Moving";
  // What can be undone, last done last, and what is being undone.
  const undos = [];
  let undoing = null;
  // Whether the screen shows a move that the server has not answered yet.
  let hasMoved = false;

  const rowOf = (key) => document.getElementById(`b-${key}`);
  // What another has removed while it is being written stays on the screen, and has no place in the order.
  const rows = () => [...editor.querySelectorAll(".editor-row:not([data-gone])")];
  const levelOf = (row) => Number(row.dataset.level);
  const isUnsaved = (cell) => ["unsaved", "saving", "conflict", "refused"].includes(cell.dataset.state);

  /* What somebody is at in a row: a text that is not saved or has the caret, with what stands beside it; an open panel. */
  function inUse(row) {
    const isWriting = (cell) => isUnsaved(cell) || cell.contains(document.activeElement);
    const cells = [...row.querySelectorAll(".editor-cell[data-writing]")].filter(isWriting);
    const beside = cells.length ? [...row.querySelectorAll(".editor-strip")] : [];
    return [...cells, ...beside, ...row.querySelectorAll(".row-panel:not(:empty)")];
  }
  const isInUse = (row) => inUse(row).length > 0;

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

  /* What failed on its way has been said by then. */
  function send(verb, path, given) {
    htmx.ajax(verb, path, { source: said, swap: "none", ...given }).catch(() => {});
  }

  // It waits behind the acts before it; which of them is the last is known when its turn comes.
  function undo() {
    send("POST", location.pathname, { headers: { [UNDOING]: "yes" } });
  }

  /* Acts and their panels are about the texts as they were typed: what is not saved yet is saved first. Acts wait for
     those before them. What waits in a menu or a list would be let fall with all behind it, should they be renewed
     meanwhile: it waits where what is said of acts stands, which stays. */
  document.addEventListener("htmx:confirm", async function (event) {
    const { elt, etc, issueRequest, path, triggeringEvent, verb } = event.detail;
    const { texts } = window.portal;
    const isWaiting = elt === said || elt.closest(".row-panel") !== null;
    const isAct = !isWaiting && elt.dataset.outlineAct !== undefined;
    const saves = !etc.isSaved && (isWaiting || isAct || elt.closest(".row-menu")) && texts.areOnTheirWay();
    etc.isSaved = true;
    if (!saves && !isAct) return;
    event.preventDefault();
    const { name, value } = triggeringEvent?.submitter || {};
    const headers = elt.dataset.move === undefined ? {} : { [MOVING]: elt.closest(".editor-row").dataset.key };
    if (saves) await texts.save();
    if (isAct) send(verb.toUpperCase(), path, { headers, values: name ? { [name]: value } : {} });
    else issueRequest();
  });

  document.addEventListener("htmx:configRequest", function (event) {
    if (!event.detail.headers[UNDOING]) return;
    undoing = undos.pop() || null;
    if (!undoing) {
      event.preventDefault();
      return;
    }
    event.detail.path = undoing.address;
    Object.assign(event.detail.parameters, undoing.values);
  });

  /* The acts on a row: those that the page has for any block, with the row's key, when one comes to it. */

  const ANY = "00000000-0000-0000-0000-000000000000";
  const acts = document.getElementById("row-acts");

  const fitting = (row) => row.dataset.level + row.dataset.kind;

  function equip(row) {
    const body = row?.querySelector(".row-menu > .menu-body");
    if (!body || body.dataset.level === fitting(row)) return;
    body.innerHTML = acts.innerHTML.replaceAll(ANY, row.dataset.key);
    const leave = [];
    if (levelOf(row) === 0) leave.push("li:not([data-of-any], :first-child)");
    if (levelOf(row) < 3) leave.push("[data-of-text]");
    if (editor.dataset.need) leave.push("[data-order]");
    leave.push(`button[name=kind][value="${row.dataset.kind}"]`);
    for (const item of body.querySelectorAll(leave.join(", "))) item.remove();
    body.dataset.level = fitting(row);
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

  /* A row as the server has it; what somebody is at in it stays as it is. */

  function made(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    return holder.content.firstElementChild;
  }

  function tie(part) {
    htmx.process(part);
    htmx.trigger(part, "htmx:load", { elt: part });
  }

  /* The child of `parent` that stands where `child` stands in its own. */
  function counterpart(child, parent) {
    if (child.id) return parent.querySelector(`:scope > [id="${child.id}"]`);
    const alike = (one) => one.className === child.className;
    const place = [...child.parentNode.children].filter(alike).indexOf(child);
    return [...parent.children].filter(alike)[place];
  }

  /* Put what is in `fresh` into `old`, around the parts that stay: they are not moved, since a field that is moved
     loses the caret and what can be undone in it. */
  function graft(old, fresh, kept) {
    const staying = [...old.children].filter((child) => kept.some((part) => child.contains(part)));
    const counterparts = staying.map((child) => counterpart(child, fresh));
    for (const node of [...old.childNodes]) if (!staying.includes(node)) node.remove();
    let next = 0;
    for (const node of [...fresh.childNodes]) {
      const at = counterparts.indexOf(node);
      if (at < 0) {
        old.insertBefore(node, staying[next] || null);
        if (node.nodeType === Node.ELEMENT_NODE) tie(node);
      } else {
        next = at + 1;
        if (!kept.includes(staying[at])) graft(staying[at], node, kept);
      }
    }
  }

  function renew(row, fresh) {
    const isCurrent = row.classList.contains("is-current");
    const menu = row.querySelector(".row-menu");
    const isFitting = menu.lastElementChild.dataset.level === fitting(fresh);
    graft(row, fresh, isFitting ? [...inUse(row), menu] : inUse(row));
    for (const { name, value } of fresh.attributes) row.setAttribute(name, value);
    row.removeAttribute("data-gone");
    row.classList.toggle("is-current", isCurrent);
  }

  function number(row, [labels, name, level, place]) {
    for (const label of row.querySelectorAll("[data-own]")) label.textContent = labels[label.dataset.own];
    row.querySelector("[data-name]").textContent = name;
    row.querySelector("[data-number]").textContent = place;
    row.setAttribute("aria-label", name);
    row.dataset.level = level;
  }

  function listRemoved(list) {
    document.getElementById("removed").replaceWith(list);
    htmx.process(list);
  }

  /* Bring the screen to what the server says; false where a part of it is not on this screen. */

  function apply(answer) {
    const isInStep = answer.was === editor.dataset.outline;
    let isWhole = true;
    editor.dataset.outline = answer.outline;
    for (const key of answer.gone) rowOf(key)?.remove();
    for (const [key, html] of Object.entries(answer.rows)) if (rowOf(key)) renew(rowOf(key), made(html));
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
    if (answer.removed) listRemoved(made(answer.removed));
    return { isInStep, isWhole };
  }

  async function done(answer, isUndone) {
    // What was pasted into is saved with what was typed around it.
    for (const key of Object.keys(answer.rows)) {
      for (const cell of rowOf(key)?.querySelectorAll("[data-pasted]") || []) cell.removeAttribute("data-writing");
    }
    const { isInStep, isWhole } = apply(answer);
    if (answer.undo && !isUndone) undos.push(answer.undo);
    if (answer.focus && !rowOf(answer.focus) && !isWhole) await window.portal.parts.show(answer.focus, answer.address);
    else if (!isInStep || !isWhole) bringUpToDate();
    // Who writes elsewhere by now goes on writing.
    if (!document.activeElement.closest("[data-writing]")) stand(answer.focus && rowOf(answer.focus));
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
    const written = shown.filter(isInUse).map((row) => row.dataset.key);
    here.searchParams.set("written", [...written, ...window.portal.texts.keptBlocks()].join());
    const { html, outline } = await parts.fetched(here);
    if (!html) return;
    // An act was answered meanwhile: what came may be of before it.
    if (![asked, outline].includes(editor.dataset.outline)) {
      await bringUpToDate();
      return;
    }
    const fresh = made(`<div>${html}</div>`);
    const active = document.activeElement;
    const current = active.closest(".editor-row")?.dataset.key;
    const order = [...fresh.querySelectorAll(".editor-row")];
    const keys = new Set(order.map((row) => row.dataset.key));
    for (const way of editor.querySelectorAll("[data-more]")) way.remove();
    let before = null;
    for (const one of order) {
      const known = rowOf(one.dataset.key);
      if (known) renew(known, one);
      const row = known || one;
      if (!before) {
        if (editor.firstElementChild !== row) editor.prepend(row);
      } else if (before.nextElementSibling !== row) before.after(row);
      if (!known) tie(row);
      before = row;
    }
    for (const row of rows()) {
      if (keys.has(row.dataset.key)) continue;
      if (!isInUse(row)) row.remove();
      else {
        row.dataset.gone = "";
        row.querySelector("[data-name]").textContent = editor.dataset.wordsRemoved;
      }
    }
    for (const way of fresh.querySelectorAll("[data-more]")) {
      if (way.dataset.more === "ahead") editor.prepend(way);
      else editor.append(way);
      htmx.process(way);
    }
    listRemoved(fresh.querySelector("#removed"));
    parts.watch();
    editor.dataset.outline = outline;
    // A row that has come to another place has lost the caret.
    if (active.isConnected) active.focus({ preventScroll: true });
    else if (current) stand(rowOf(current));
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
      // What was not undone is still the last that can be.
      if (event.detail.requestConfig.headers[UNDOING] && undoing) undos.push(undoing);
      undoing = null;
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
    const { headers, parameters } = event.detail.requestConfig;
    const row = headers[MOVING] && rowOf(headers[MOVING]);
    if (row) putBehind(row, placeOf(row, parameters.to));
  });

  function formOf(row) {
    return row.querySelector("form[data-move]");
  }

  function moveBehind(row, place) {
    equip(row);
    const form = formOf(row);
    if (!form) return;
    putBehind(row, place);
    if (hasMoved) send("POST", form.action, { values: { after: place.dataset.key } });
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
      const { href } = cut;
      window.portal.texts.save().then(() => send("GET", href, { source: target, target, swap: "innerHTML" }));
    }
    const cancel = event.target.closest(".row-panel .form-acts a");
    if (cancel) {
      event.preventDefault();
      closePanel(cancel.closest(".row-panel"));
    }
  });

  function closePanel(panel) {
    panel.replaceChildren();
    document.dispatchEvent(new Event("portal:closed"));
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
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && window.portal.keyOf(event).toLowerCase() === "z" && (undos.length || hasMoved)) {
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

  editor.addEventListener("portal:late", async function () {
    await bringUpToDate();
    editor.dispatchEvent(new Event("portal:current"));
  });
  window.portal.equip = equip;
  if (location.hash.startsWith("#b-")) stand(document.getElementById(location.hash.slice(1)));
})();
