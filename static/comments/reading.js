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

  /* The form opens in the margin, and the paragraph itself becomes the field of its wording. */

  const placed = new WeakMap();

  function placeOf(block) {
    const area = block.querySelector(".writing [name=proposed_text]");
    const form = area?.form;
    const isShort = form && area.value.length <= Number(area.dataset.limit) && area.getAttribute("aria-invalid") !== "true";
    const isOne = isShort && area.type !== "hidden" && form.elements.operation?.value === window.suggesting.WORDED && !form.elements.until?.value;
    const body = isOne && block.querySelector(`.block-text[lang="${area.lang}"] .block-body`);
    return body ? { area, body } : null;
  }

  function setInPlace(block) {
    const found = placeOf(block);
    const before = placed.get(block);
    if (before && before.area === found?.area) return before.place;
    if (before) before.place.close();
    placed.delete(block);
    if (!found) return null;
    const { area, body } = found;
    const own = area.closest(".wording-own");
    if (!own) return null;
    const label = document.getElementById("change-words").dataset.field;
    const place = window.suggesting.open(body, area, own.dataset.before, label);
    own.hidden = true;
    placed.set(block, { area, place });
    return place;
  }

  /* Text that is too long is shown in its own field, where its length is counted. */
  document.addEventListener("input", function (event) {
    const block = event.target.matches("[name=proposed_text]") && blockOf(event.target);
    if (!block || event.target.value.length <= Number(event.target.dataset.limit)) return;
    leavePlace(block);
    event.target.closest(".wording-own").hidden = false;
  });

  /* The type of a comment is proposed from what it changes, as the portal will when it is saved. */

  function letters(text) {
    return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  }

  function proposeType(form) {
    const before = form.querySelector("[data-before]")?.dataset.before;
    const now = form.elements.proposed_text?.value;
    let kind = "";
    if (form.elements.operation && form.elements.operation.value !== window.suggesting.WORDED) kind = "substantive";
    else if (before !== undefined && now.trim() && now !== before) kind = letters(now) === letters(before) ? "editorial" : "substantive";
    else if (form.elements.remark.value.trim()) kind = "technical";
    const isOpen = form.querySelector("[name=type][value='']")?.checked;
    for (const one of form.querySelectorAll("[name=type]")) one.parentElement.classList.toggle("is-proposed", Boolean(isOpen && kind) && one.value === kind);
  }

  document.addEventListener("input", function (event) {
    const form = event.target.closest("[data-writing] form[data-keep]");
    if (!form) return;
    proposeType(form);
    event.target.closest(".card-remark")?.setAttribute("open", ""); // what was put back there shows
  });

  function leavePlace(block) {
    placed.get(block)?.place.close();
    placed.delete(block);
  }

  /* What the selected words are in the wording: where they begin and end; nothing where they have been changed. */

  function quoted(form, words) {
    const signs = { en: ["“", "”"], ru: ["«", "»"], kk: ["«", "»"] }[form.elements.language.value] || ["“", "”"];
    return signs[0] + words + signs[1] + ": ";
  }

  function enter(block, chosen) {
    const place = setInPlace(block);
    const form = block.querySelector(".writing form");
    if (!form) return;
    if (chosen?.isRemark) {
      const remark = form.elements.remark;
      remark.closest("details")?.setAttribute("open", "");
      if (!remark.value) remark.value = quoted(form, chosen.words);
      focusOn(remark);
      remark.setSelectionRange(remark.value.length, remark.value.length);
    } else if (place) {
      const text = form.elements.proposed_text.value;
      const from = chosen ? text.indexOf(chosen.words, Math.max(0, chosen.from - 8)) : -1;
      place.select(from < 0 ? text.length : from, from < 0 ? text.length : from + chosen.words.length);
    } else focusOn(form.querySelector("textarea"));
  }

  /* What is being written there is saved first, and shown as a draft; what is refused stays open. */

  const isUnsaved = (form) => form.dataset.unsaved !== undefined;
  let next = null;

  function isBegun(form) {
    return Boolean(form) && (isUnsaved(form) || form.dataset.draft !== undefined);
  }

  // One's own text beside that of a colleague: a person decides which of them is saved.
  function isUndecided(form) {
    return Boolean(form) && form.dataset.typed !== undefined && form.dataset.autosave === undefined;
  }

  document.addEventListener("htmx:afterRequest", function (event) {
    // What is sent back to be corrected counts as successful to htmx.
    const { requestConfig, xhr } = event.detail;
    if (requestConfig?.elt === next?.form && (xhr.status < 200 || xhr.status >= 300)) next = null;
  });

  function openNext() {
    const link = next && [...document.querySelectorAll("[data-block] a[href]")].find((one) => one.href === next.href);
    const { chosen } = next || {};
    next = null;
    if (link) openBeside(link, chosen);
    return Boolean(link);
  }

  function openBeside(link, chosen, language) {
    const block = blockOf(link);
    const open = block.querySelector(".writing");
    const form = open?.querySelector("form");
    const writing = language ? `&writing=${language}` : "";
    const url = link.href + (link.search ? "&" : "?") + IN_PLACE + writing;
    if (form && new URL(form.dataset.draft || form.action, location.href).href === url) return enter(block, chosen);
    if (isUndecided(form)) return focusOn(form);
    if (isBegun(form)) {
      next = { form, href: link.href, chosen };
      return form.requestSubmit();
    }
    const place = document.createElement("div");
    place.className = "writing";
    if (open) open.replaceWith(place);
    else block.append(place);
    const done = function () {
      if (place.isConnected) place.remove();
      else enter(block, chosen);
    };
    window.htmx.ajax("GET", url, { target: place, swap: "outerHTML" }).then(done, done);
    return undefined;
  }

  /* The card lies over the margin: what stands there begins below it, and a new card comes wholly into view. */

  const cards = new ResizeObserver(function (entries) {
    for (const { target } of entries) {
      const margin = blockOf(target)?.querySelector(".block-margin");
      margin?.style.setProperty("--card", `${target.offsetHeight}px`);
    }
  });

  document.addEventListener("htmx:load", function (event) {
    const card = event.detail.elt;
    if (!card.matches?.("[data-writing]") || !blockOf(card)) return;
    cards.observe(card);
    card.scrollIntoView({ block: "nearest" });
  });

  /* A comment in the margin is a line that opens where one comes to it: by key, by its address. */

  document.addEventListener("focusin", function (event) {
    if (event.target.matches("details[data-comment], details[data-group]")) event.target.open = true;
  });

  /* What is folded in a card is opened to be written in. */
  document.addEventListener("click", function (event) {
    const folded = event.target.closest(".card-remark:not([open]) > summary");
    if (folded) setTimeout(() => folded.parentElement.querySelector("textarea").focus());
  });

  /* Who else of the delegation is writing where: a line beside the paragraph, as the portal said last. */
  document.addEventListener("htmx:afterSwap", function ({ detail: { target } }) {
    if (target.id !== "writers") return;
    for (const line of document.querySelectorAll("[data-block] > .block-writes, #whole > .block-writes")) line.remove();
    for (const line of [...target.children]) document.getElementById(line.dataset.beside)?.append(line);
  });

  /* Files that came with a draft have changed it: its form goes on from there. */
  document.addEventListener("htmx:afterSwap", function ({ detail: { target } }) {
    const { version } = (target.matches?.(".card-files") && target.querySelector("[data-version]")?.dataset) || {};
    const form = version && target.closest(".writing").querySelector("form[data-keep]");
    if (form) form.elements.version.value = version;
  });

  /* What others propose is listed anew as one types: the one that is open stays so. */

  let offered = "";

  document.addEventListener("htmx:beforeSwap", function (event) {
    offered = event.detail.target.querySelector?.("details[data-offer][open]")?.id || "";
  });

  document.addEventListener("htmx:afterSwap", function () {
    const offer = offered && document.getElementById(offered);
    if (offer) offer.open = true;
  });

  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const line = target?.closest("details.margin-comment");
    if (line) line.open = true;
    if (line) target.scrollIntoView({ block: "nearest" });
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

  /* A click on a paragraph opens its comment; words that were selected are the selection's. */
  document.addEventListener("click", function (event) {
    const text = event.target.closest(".document-reading .block-text");
    if (!text || !isPlain(event) || event.target.closest("a, button, summary, [contenteditable]")) return;
    const block = blockOf(text);
    if (!block || block.querySelector(".writing") || !window.getSelection().isCollapsed) return;
    block.querySelector(".block-acts a")?.click();
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !event.isComposing) event.target.closest("[data-block]")?.querySelector(".writing [data-close]")?.click();
  });

  /* A proposal is joined where it is read; its page comes where something is being written beside it. */

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-join]");
    const block = link && blockOf(link);
    if (!block || !isPlain(event) || !window.htmx || block.querySelector(".writing")) return;
    event.preventDefault();
    const here = `${location.search ? `${location.search}&` : "?"}${IN_PLACE}`;
    window.htmx.ajax("POST", link.pathname + here, { source: link, target: block, swap: "outerHTML" });
  });

  /* What is typed is saved as a draft at each pause; the form then goes on with that draft. */

  const PAUSE = 5000;
  const LONGEST = 10000;
  const pauses = new WeakMap();

  function autosave(form) {
    if (!form.isConnected) return undefined;
    clearTimeout(pauses.get(form));
    return window.htmx.ajax("POST", form.dataset.draft || form.action, { source: form, swap: "none", values: { autosave: form.dataset.autosave } });
  }

  document.addEventListener("input", function (event) {
    const form = event.isTrusted || event.target.matches("textarea") ? event.target.closest("form[data-autosave]") : null;
    if (!form) return;
    form.dataset.unsaved ||= Date.now();
    clearTimeout(pauses.get(form));
    pauses.set(form, setTimeout(() => autosave(form), Math.min(PAUSE, Math.max(0, Number(form.dataset.unsaved) + LONGEST - Date.now()))));
  });

  document.addEventListener("submit", (event) => clearTimeout(pauses.get(event.target)));

  /* What a lost line kept back is sent again until it is saved; meanwhile the head of the card says that it is not. */
  document.addEventListener("htmx:sendError", function ({ detail: { elt } }) {
    const state = document.getElementById(`autosaved-${elt.dataset.autosave}`);
    if (!state) return;
    state.textContent = state.dataset.lost;
    clearTimeout(pauses.get(elt));
    pauses.set(elt, setTimeout(() => autosave(elt), PAUSE));
  });

  document.body.addEventListener("draft-autosaved", function (event) {
    const { url, version, keep } = event.detail;
    const form = event.target.closest("form");
    if (!form) return;
    delete form.dataset.unsaved;
    delete form.dataset.typed;
    form.elements.version.value = version;
    form.dataset.draft = url;
    // The text that the tab keeps is settled first, under the name it was kept by.
    setTimeout(function () {
      form.dataset.keep = keep;
    });
  });

  /* Whoever goes on to submit takes along what is being typed, or reads why it cannot be saved. */
  document.addEventListener("click", function (event) {
    const link = event.target.closest(".answer-bar-act a, a[data-save-first]");
    const open = link && isPlain(event) ? [...document.querySelectorAll("[data-writing] form")] : [];
    const forms = open.filter(isUnsaved);
    const undecided = open.find(isUndecided);
    if (!forms.length && !undecided) return undefined;
    event.preventDefault();
    if (undecided) return focusOn(undecided);
    const goOn = function () {
      const left = forms.find(isUnsaved);
      if (left) focusOn(document.getElementById(`autosaved-${left.dataset.autosave}`));
      else location.assign((link.matches(".btn-primary") ? document.querySelector(".answer-bar-act .btn-primary") : link).href);
    };
    Promise.all(forms.map(autosave)).then(goOn, goOn);
    return undefined;
  });

  /* A request that waited for an autosave goes to the draft that it made. */
  document.addEventListener("htmx:configRequest", function (event) {
    const form = event.detail.elt;
    if (form.dataset.draft && event.detail.verb === "post") event.detail.path = form.dataset.draft;
  });

  /* Closing saves: what is refused stays open, and closed again it stays in the tab, to be put back. */

  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-block] .writing a[data-close]");
    if (!link || !isPlain(event)) return undefined;
    event.preventDefault();
    const block = blockOf(link);
    const form = link.closest("form");
    if (isBegun(form) && link.dataset.discard === undefined && !(form.dataset.unsaved === "" && link.closest(".writing").querySelector(".error-summary"))) return form.requestSubmit();
    clearTimeout(pauses.get(form));
    leavePlace(block);
    link.closest(".writing").remove();
    focusOn(block.querySelector(".block-acts a"));
    return undefined;
  });

  document.body.addEventListener("comment-saved", function (event) {
    const line = document.getElementById(event.detail.anchor); // stays closed where it has a summary to stand on
    if (!openNext()) focusOn(line?.querySelector("summary") || line);
  });

  const told = new WeakSet();

  document.addEventListener("htmx:afterSettle", function (event) {
    for (const writing of document.querySelectorAll("[data-block] .writing")) setInPlace(blockOf(writing));
    for (const form of document.querySelectorAll("[data-writing] form[data-keep]")) {
      proposeType(form);
      // Sent back to be corrected, or laid out for another choice: what was typed is not saved yet.
      if (form.dataset.autosave !== undefined && form.dataset.typed !== undefined) form.dataset.unsaved ??= "";
    }
    const summary = event.target.closest && event.target.querySelector(".error-summary");
    if (!summary || told.has(summary)) return; // an autosave, too, ends here: whoever writes keeps the caret
    told.add(summary);
    focusOn(summary);
  });

  /* What was typed before the page was left is in the tab: its form opens by itself, in the language in which it was
     typed, whatever the page is read in now, and it is put back. */

  function openKept() {
    const { kept } = window.portal;
    const prefix = kept.name("draft-");
    for (const key of kept.names(prefix)) {
      const cut = key.lastIndexOf("-");
      const mark = key.slice(prefix.length, cut);
      const link = document.querySelector(`#b-${mark} .block-acts a, [data-block] #c-${mark} a[data-write]`);
      // Of several in one paragraph the next opens on the next page.
      if (link && !blockOf(link).querySelector(".writing")) openBeside(link, null, key.slice(cut + 1));
    }
  }
  window.addEventListener("load", () => window.portal.kept.whenOpen(openKept));

  /* Words that are selected in a paragraph: a bar beside them to suggest a change or to comment. */

  const bar = document.getElementById("selection-bar")?.content.firstElementChild.cloneNode(true);
  let chosen = null;

  function wordsChosen() {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const at = range.commonAncestorContainer;
    const body = (at.nodeType === Node.TEXT_NODE ? at.parentElement : at).closest(".block-body:not([hidden])");
    const link = body && blockOf(body)?.querySelector(".block-acts a");
    const words = selection.toString().trim();
    if (!link || !words) return null;
    if (new URL(link.href).searchParams.get("language") !== body.closest(".block-text").lang) return null;
    const upTo = document.createRange();
    upTo.setStart(body, 0);
    upTo.setEnd(range.startContainer, range.startOffset);
    return { body, link, words, from: upTo.toString().length, at: range.getBoundingClientRect() };
  }

  function showBar() {
    chosen = wordsChosen();
    if (!chosen) return bar.remove();
    const block = blockOf(chosen.body);
    block.append(bar);
    const box = block.getBoundingClientRect();
    bar.style.setProperty("--bar-top", `${chosen.at.top - box.top}px`);
    bar.style.setProperty("--bar-left", `${Math.max(0, chosen.at.left - box.left)}px`);
    return undefined;
  }

  if (bar) {
    let pause;
    document.addEventListener("selectionchange", function () {
      clearTimeout(pause);
      pause = setTimeout(showBar, 150);
    });
    bar.addEventListener("mousedown", (event) => event.preventDefault());
    bar.addEventListener("click", function (event) {
      const button = event.target.closest("button");
      if (!button || !chosen) return;
      const now = { ...chosen, isRemark: "remark" in button.dataset };
      bar.remove();
      window.getSelection().removeAllRanges();
      openBeside(now.link, now);
    });
  }

  /* c: comment on the current paragraph; e: edit the current comment, or the first of one's own on it; s: submit. */

  function current() {
    const focused = document.activeElement?.closest("[data-comment], [data-block]");
    return focused || document.querySelector("[data-comment].is-current, [data-block].is-current");
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = document.getElementById("keys-on");
    if (box && !box.checked) return;
    const key = window.portal.keyOf(event);
    if (key === "s") focusOn([...document.querySelectorAll(".answer-bar-act a")].at(-1));
    const here = current();
    if (!here) return;
    let link = null;
    if (key === "c") link = here.closest("[data-block]")?.querySelector(".block-acts a");
    else if (key === "e") link = here.querySelector("a[data-write]");
    if (!link) return;
    event.preventDefault();
    link.click();
  });
})();
