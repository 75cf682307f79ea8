/*
The portal's one script. Every page works without it; it guards typed text, stops double clicks, moves by
keyboard and ties htmx to the portal's rules. Loaded before htmx, deferred, so the document is there.
*/
(function () {
  "use strict";

  const body = document.body;
  const user = body.dataset.user || "";
  const dialog = document.getElementById("keys");
  const words = dialog ? dialog.dataset : {};

  /* Trusted Types: markup of our own server passes for htmx; script text and script addresses never do. */

  if (window.trustedTypes && window.trustedTypes.createPolicy) {
    window.trustedTypes.createPolicy("default", {
      createHTML: (html) => (/<script[\s>/]|\bsrcdoc\s*=/i.test(html) ? null : html),
    });
  }

  /* Storage that may be forbidden by the browser: then nothing is kept, and nothing breaks. */

  function store(kind) {
    try {
      return window[kind];
    } catch (error) {
      return null;
    }
  }
  const session = store("sessionStorage");
  const lasting = store("localStorage");

  function keys(prefix) {
    return session ? Object.keys(session).filter((key) => key.startsWith(prefix)) : [];
  }

  function keep(key, value) {
    try {
      session.setItem(key, value);
    } catch (error) {
      /* full or forbidden: the guard before leaving remains */
    }
  }

  /* Typed text: kept in the tab, per person and form, until the server has accepted it. */

  const TEXT = "keep:";
  const SENT = "sent:";
  const FORGET = "forget";
  const SEPARATOR = "|";
  const original = new WeakMap();

  function keyOf(form) {
    return [user, location.pathname, form.dataset.keep].join(SEPARATOR);
  }

  function isTyped(field) {
    return field.name && !field.disabled && !["hidden", "password", "file", "submit", "button", "image", "reset"].includes(field.type);
  }

  function values(form) {
    const found = {};
    for (const field of form.elements) {
      if (!isTyped(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") {
        found[field.name] = found[field.name] || [];
        if (field.checked) found[field.name].push(field.value);
      } else if (field.tagName === "SELECT" && field.multiple) {
        found[field.name] = Array.from(field.selectedOptions, (option) => option.value);
      } else {
        found[field.name] = field.value;
      }
    }
    return JSON.stringify(found);
  }

  function putBack(form, text) {
    const found = JSON.parse(text);
    for (const field of form.elements) {
      if (!isTyped(field) || !(field.name in found)) continue;
      const value = found[field.name];
      if (field.type === "checkbox" || field.type === "radio") field.checked = value.includes(field.value);
      else if (field.tagName === "SELECT" && field.multiple) {
        for (const option of field.options) option.selected = value.includes(option.value);
      } else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function isDirty(form) {
    return original.has(form) && original.get(form) !== values(form);
  }

  function settle(form) {
    original.set(form, values(form));
    if (form.dataset.keep !== undefined && session) {
      session.removeItem(TEXT + keyOf(form));
      session.removeItem(SENT + keyOf(form));
    }
  }

  /* What became of what was sent: a page that followed is success, unless it says otherwise. */
  function judgeSent(fromCache) {
    if (!session) return;
    const signedOut = session.getItem(FORGET) && !user;
    session.removeItem(FORGET);
    for (const key of keys(TEXT)) {
      if (signedOut || (user && !key.startsWith(TEXT + user + SEPARATOR))) session.removeItem(key);
    }
    const [arrival] = performance.getEntriesByType("navigation");
    const wentBack = fromCache || (arrival && arrival.type !== "navigate");
    const refused = body.dataset.page === "failed" || body.dataset.page === "account" || document.querySelector("#messages .alert-danger");
    for (const key of keys(SENT)) {
      session.removeItem(key);
      if (user && !refused && !wentBack && body.dataset.method !== "POST") {
        session.removeItem(TEXT + key.slice(SENT.length));
      }
    }
  }

  function offerToDiscard(form, before) {
    const note = document.createElement("div");
    note.className = "kept";
    note.setAttribute("role", "status");
    const sentence = document.createElement("p");
    sentence.textContent = words.wordsKept;
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "btn btn-outline-secondary btn-sm";
    discard.textContent = words.wordsDiscard;
    discard.addEventListener("click", function () {
      putBack(form, before);
      settle(form);
      note.remove();
    });
    note.append(sentence, discard);
    form.prepend(note);
  }

  function putBackKept(form) {
    const kept = session && session.getItem(TEXT + keyOf(form));
    const before = values(form);
    if (!kept || kept === before) return;
    putBack(form, kept);
    if (values(form) !== before && !form.querySelector(".kept")) offerToDiscard(form, before);
  }

  function watch(form) {
    if (original.has(form)) return;
    original.set(form, values(form));
    if (form.dataset.keep === undefined || !session || !user) return;
    const key = keyOf(form);
    if (form.dataset.typed === undefined) putBackKept(form);
    else {
      // What the server sent back is what was typed: it is not saved, and newer than what is kept.
      original.set(form, "");
      keep(TEXT + key, values(form));
    }
    let timer = 0;
    const write = function () {
      clearTimeout(timer);
      if (!form.isConnected) return;
      if (isDirty(form)) keep(TEXT + key, values(form));
      else session.removeItem(TEXT + key);
    };
    const soon = function () {
      clearTimeout(timer);
      timer = setTimeout(write, 400);
    };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    window.addEventListener("pagehide", function () {
      if (form.isConnected && isDirty(form) && !leaving.has(form)) write();
    });
  }

  /* Leaving: a form that is being sent, or whose text is kept for the next page, needs no warning. */

  const leaving = new WeakSet();
  let changingLanguage = false;

  window.addEventListener("beforeunload", function (event) {
    for (const form of document.querySelectorAll("form[data-guard]")) {
      if (!isDirty(form) || leaving.has(form)) continue;
      if (changingLanguage && form.dataset.keep !== undefined && session) continue;
      event.preventDefault();
      return;
    }
  });

  /* Buttons: one click is one act. The server holds the key that makes a second harmless. */

  function switchButtons(form, off) {
    for (const button of form.elements) {
      if (button.type === "submit" && (off ? !button.disabled : button.dataset.stopped)) {
        button.disabled = off;
        if (off) button.dataset.stopped = "yes";
        else delete button.dataset.stopped;
      }
    }
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    changingLanguage = form.classList.contains("language-switch");
    if (form.dataset.forget !== undefined && session) keep(FORGET, "1");
    const byHtmx = form.matches("[hx-post],[data-hx-post],[hx-put],[data-hx-put],[hx-patch],[hx-delete]");
    if (!byHtmx) {
      leaving.add(form);
      if (form.dataset.keep !== undefined && session && user) {
        keep(TEXT + keyOf(form), values(form));
        keep(SENT + keyOf(form), "1");
      }
    }
    if (form.dataset.again === undefined && !form.target) {
      setTimeout(() => switchButtons(form, true), 0);
      setTimeout(() => switchButtons(form, false), 20000);
    }
  });

  /* After going back the browser fills fields as they once were, later than scripts run; what was typed last wins. */
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) judgeSent(true);
    for (const form of document.forms) {
      leaving.delete(form);
      if (event.persisted) switchButtons(form, false);
      if (form.dataset.keep !== undefined && user) putBackKept(form);
    }
  });

  document.addEventListener("change", function (event) {
    const form = event.target.form;
    if (event.target.dataset.submitOnChange !== undefined && form) form.requestSubmit();
  });

  /* How many characters are left, where the field says its limit. */

  function countDown(area) {
    if (area.dataset.counted || area.maxLength < 1 || !words.wordsLeft) return;
    area.dataset.counted = "yes";
    const line = document.createElement("p");
    line.className = "form-text";
    line.id = area.id + "-left";
    const show = function () {
      const left = area.maxLength - area.value.length;
      line.textContent = words.wordsLeft.replace("%(number)s", left.toLocaleString(document.documentElement.lang));
      line.hidden = left > area.maxLength / 2;
    };
    area.after(line);
    area.setAttribute("aria-describedby", [area.getAttribute("aria-describedby"), line.id].filter(Boolean).join(" "));
    area.addEventListener("input", show);
    show();
  }

  /* A placeholder of the list goes into the text of its language, where the caret was last. */

  const written = {};
  document.addEventListener("focusin", function (event) {
    if (event.target.dataset.into) written[event.target.dataset.into] = event.target;
  });
  for (const code of document.querySelectorAll("code[data-insert]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "placeholder-insert";
    button.lang = "";
    button.textContent = code.textContent;
    button.addEventListener("click", function () {
      const language = code.dataset.insert;
      const area = written[language] || document.querySelector('textarea[data-into="' + language + '"]');
      if (!area) return;
      area.setRangeText(button.textContent, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
      area.focus();
    });
    code.replaceWith(button);
  }

  /* Keys: j k through blocks, n p through comments or changes, ? for help; single keys can be switched off. */

  const switchBox = document.getElementById("keys-on");
  let keysOn = !(lasting && lasting.getItem("keys") === "off");
  if (switchBox) {
    switchBox.checked = keysOn;
    switchBox.addEventListener("change", function () {
      keysOn = switchBox.checked;
      if (lasting) lasting.setItem("keys", keysOn ? "on" : "off");
    });
  }

  function move(selector, step) {
    const stops = Array.from(document.querySelectorAll(selector)).filter((stop) => stop.getClientRects().length);
    if (!stops.length) return;
    const here = stops.findIndex((stop) => stop.classList.contains("is-current"));
    let next = here + step;
    if (here < 0) {
      const below = stops.findIndex((stop) => stop.getBoundingClientRect().bottom > 8);
      next = below < 0 ? stops.length - 1 : below;
    }
    next = Math.max(0, Math.min(stops.length - 1, next));
    for (const stop of stops) stop.classList.toggle("is-current", stop === stops[next]);
    stops[next].tabIndex = -1;
    stops[next].focus({ preventScroll: true });
    stops[next].scrollIntoView({ block: "nearest" });
  }

  function toSearch() {
    const box = document.querySelector("main [type=search]") || document.querySelector("[data-search]");
    if (box) box.focus();
  }

  function showKeys() {
    if (dialog && !dialog.open) dialog.showModal();
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn || (dialog && dialog.open)) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const acts = {
      j: () => move("[data-block]", 1),
      k: () => move("[data-block]", -1),
      n: () => move("[data-comment], [data-change]", 1),
      p: () => move("[data-comment], [data-change]", -1),
      "?": showKeys,
      "/": toSearch,
    };
    if (!Object.hasOwn(acts, event.key)) return;
    event.preventDefault();
    acts[event.key]();
  });

  for (const button of document.querySelectorAll("[data-show-keys]")) {
    button.hidden = !document.querySelector("[data-block], [data-comment]");
    button.addEventListener("click", showKeys);
  }

  /* The account menu closes by Esc and by a click elsewhere. */

  document.addEventListener("click", function (event) {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", function (event) {
    const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* htmx: the CSRF token, a lost session, a lost line. */

  function say(sentence) {
    const region = document.getElementById("messages");
    if (!region || !sentence) return;
    const line = document.createElement("p");
    line.className = "alert alert-danger";
    line.textContent = sentence;
    region.replaceChildren(line);
  }

  document.addEventListener("htmx:configRequest", function (event) {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
    if (body.dataset.servedTo) event.detail.headers["X-Served-To"] = body.dataset.servedTo;
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    const answered = event.detail.xhr.responseURL;
    if (answered && body.dataset.signIn && new URL(answered).pathname === body.dataset.signIn) {
      event.detail.shouldSwap = false;
      for (const form of document.querySelectorAll("form[data-keep]")) leaving.add(form);
      location.reload();
    }
  });
  const sending = new WeakMap();
  document.addEventListener("htmx:beforeRequest", function (event) {
    const form = event.detail.elt.closest("form");
    if (form) sending.set(form, values(form));
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    const form = event.detail.elt.closest("form");
    if (!form) return;
    switchButtons(form, false);
    if (!event.detail.successful || event.detail.requestConfig.verb === "get") return;
    if (event.detail.elt.dataset.preview !== undefined) return; // shown, not saved
    // What was typed while the request was on its way is not saved yet, and stays kept.
    const sent = sending.get(form);
    if (sent === undefined || sent === values(form)) settle(form);
    else original.set(form, sent);
  });
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, () => say(words.wordsLost));
  }
  // The region of messages may be out of sight: the form says it, too, beside its buttons.
  document.addEventListener("portal:another-account", function (event) {
    say(words.wordsAnother);
    const form = event.target.closest("form:not([data-writing-form])"); // the editor's cells have their own line
    const acts = form && form.querySelector(".form-acts");
    if (!acts || acts.previousElementSibling.dataset.another !== undefined) return;
    const line = document.createElement("p");
    line.className = "alert alert-danger";
    line.dataset.another = "";
    line.textContent = words.wordsAnother;
    acts.before(line);
    line.scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("allauth.error", () => say(words.wordsPasskey));

  function begin(root) {
    for (const form of root.querySelectorAll("form[data-guard], form[data-keep]")) watch(form);
    for (const area of root.querySelectorAll("textarea[maxlength]")) countDown(area);
  }

  judgeSent(false);
  begin(document);

  /* A form that htmx brings stands on the page a moment before it is tied in: what is typed by then counts as typed. */
  function begun(root) {
    const early = [];
    for (const area of root.querySelectorAll("form[data-keep] textarea")) {
      if (original.has(area.form) || area.value === area.defaultValue) continue;
      early.push([area, area.value]);
      area.value = area.defaultValue;
    }
    begin(root);
    for (const [area, text] of early) {
      area.value = text;
      area.dispatchEvent(new Event("input", { bubbles: true }));
      area.dispatchEvent(new Event("typed-early", { bubbles: true }));
    }
  }
  document.addEventListener("htmx:load", (event) => begun(event.detail.elt.parentNode || document));
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
})();
