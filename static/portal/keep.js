/*
Typed text, beside portal.js: kept in the tab (kept_store.js), per person and form, until the server says that it is
saved; through errors, conflicts, a lost line and the end of the session.
*/
(function () {
  "use strict";

  const { user, words, session, kept } = window.portal;
  const body = document.body;

  const SENT = "sent:";
  const FORGET = "forget";
  // What the server is told, and says: cica_portal/web/kept.py.
  const TOKEN = "kept-text";
  const COOKIES = ["__Host-saved-", "saved-"];
  const SAVED = "Text-Saved";

  const original = new WeakMap();
  const leaving = new WeakSet();

  function note(key, value) {
    try {
      session.setItem(key, value);
    } catch {
      // full: what was sent stays kept
    }
  }

  function isKept(form) {
    return form.dataset.keep !== undefined && Boolean(session && user);
  }

  function keyOf(form) {
    return kept.name(form.dataset.keep);
  }

  /* What a form holds: what was typed, and what it was written on (a version that was read, a key). */

  function isTyped(field) {
    return field.name && !field.disabled && !["hidden", "password", "file", "submit", "button", "image", "reset"].includes(field.type);
  }

  function typedIn(form) {
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
    return found;
  }

  function values(form) {
    return JSON.stringify(typedIn(form));
  }

  function basisOf(form) {
    const found = {};
    for (const field of form.elements) if (field.dataset.basis !== undefined) found[field.name] = field.value;
    return found;
  }

  // Of a form that was sent back: what its text was first written on. What was shown meanwhile is decided there only.
  const writtenOn = new WeakMap();

  function whole(form) {
    return { typed: typedIn(form), basis: writtenOn.get(form) || basisOf(form) };
  }

  function putBack(form, { typed, basis }) {
    for (const field of form.elements) {
      if (field.dataset.basis !== undefined && field.name in basis) field.value = basis[field.name];
    }
    for (const field of form.elements) {
      if (!isTyped(field) || !(field.name in typed)) continue;
      const value = typed[field.name];
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

  /* Keep what is not saved, and nothing else. */
  function write(form) {
    if (isDirty(form)) kept.put(keyOf(form), JSON.stringify(whole(form)));
    else kept.remove(keyOf(form));
  }

  /* Tell whether everything that was typed there is in the tab: what was typed last is a moment later. */
  function isSafe(form) {
    if (!isKept(form)) return false;
    write(form);
    return kept.isWritten(keyOf(form));
  }

  function settle(form, saved) {
    original.set(form, saved);
    writtenOn.delete(form);
    if (isKept(form)) write(form);
  }

  /* What became of what was sent: it is saved where the server says so, by a cookie that bears the form's token. */

  function takeCookie(token) {
    const there = document.cookie.split("; ");
    const name = COOKIES.map((prefix) => prefix + token).find((one) => there.some((cookie) => cookie.startsWith(`${one}=`)));
    if (!name) return false;
    // biome-ignore lint/suspicious/noDocumentCookie: the one way that every browser knows
    document.cookie = `${name}=; path=/; max-age=0; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    return true;
  }

  const returned = new Set();

  function judgeSent() {
    if (!session) return;
    const signedOut = session.getItem(FORGET) && !user;
    session.removeItem(FORGET);
    for (const key of kept.all()) {
      if (signedOut || (user && !kept.isOwn(key))) kept.remove(key);
    }
    for (const sent of Object.keys(session).filter((key) => key.startsWith(SENT))) {
      const key = sent.slice(SENT.length);
      if (takeCookie(session.getItem(sent))) kept.remove(key);
      else if (body.dataset.method === "POST") returned.add(key);
      session.removeItem(sent);
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
      settle(form, values(form));
      note.remove();
    });
    note.append(sentence, discard);
    form.prepend(note);
  }

  function putBackKept(form) {
    const text = kept.get(keyOf(form));
    if (!text) return;
    const found = JSON.parse(text);
    const before = whole(form);
    if (JSON.stringify(found.typed) === values(form)) {
      write(form); // saved already, or there already
      return;
    }
    putBack(form, found);
    if (values(form) === JSON.stringify(before.typed)) putBack(form, { typed: {}, basis: before.basis });
    else if (!form.querySelector(".kept")) offerToDiscard(form, before);
  }

  // What was typed, by form, while the answer was on its way that put another form in its place.
  const typedMeanwhile = new Map();

  function takeUp(form) {
    form.inert = false;
    const key = keyOf(form);
    if (form.dataset.typed !== undefined || returned.has(key)) {
      // What the server sent back is what was typed, or what was asked for: it is not saved, and newer than what is kept.
      const text = kept.get(key);
      if (text) writtenOn.set(form, JSON.parse(text).basis);
      original.set(form, "");
      putBack(form, { typed: typedMeanwhile.get(key) || {}, basis: {} });
      write(form);
    } else putBackKept(form);
    typedMeanwhile.delete(key);
    const typed = function () {
      session.removeItem(FORGET);
      write(form);
    };
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
  }

  function watch(form) {
    if (original.has(form)) return;
    original.set(form, values(form));
    if (!isKept(form)) return;
    // While what is kept of it is read, nothing is typed there that would be overwritten.
    form.inert = !kept.whenRead(keyOf(form), () => takeUp(form));
  }

  function begin(root) {
    for (const form of root.querySelectorAll("form[data-guard], form[data-keep]")) watch(form);
  }

  /* A form that htmx brings stands on the page a moment before it is tied in: what is typed by then counts as typed. */
  function tieIn(root) {
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

  /* Leaving: a form that is being sent, or whose text is kept for a page that leads back, needs no warning. */

  let leadsBack = false;

  window.addEventListener("beforeunload", function (event) {
    tieIn(document);
    for (const form of document.querySelectorAll("form[data-guard]")) {
      if (!isDirty(form) || leaving.has(form)) continue;
      if (leadsBack && isSafe(form)) continue;
      event.preventDefault();
      return;
    }
  });

  window.addEventListener("pagehide", function () {
    for (const form of document.querySelectorAll("form[data-keep]")) {
      if (isKept(form) && isDirty(form) && !leaving.has(form)) write(form);
    }
  });

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a");
    if (!link) return;
    leadsBack = link.dataset.leadsBack !== undefined;
    // Whoever takes the other text has decided about what was typed.
    const form = link.dataset.discard !== undefined && link.closest("form");
    if (form) settle(form, values(form));
  });

  function tokenOf(form) {
    const field = form.querySelector(`input[name="${TOKEN}"]`) || form.appendChild(document.createElement("input"));
    field.type = "hidden";
    field.name = TOKEN;
    field.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    return field.value;
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    leadsBack = form.classList.contains("language-switch");
    if (form.dataset.forget !== undefined && session) note(FORGET, "1");
    leaving.add(form);
    if (!isKept(form)) return;
    kept.put(keyOf(form), JSON.stringify(whole(form)));
    note(SENT + keyOf(form), tokenOf(form));
  });

  /* After going back the browser fills fields as they once were, later than scripts run; what was typed last wins. */
  function comeBack() {
    for (const form of document.querySelectorAll("form[data-keep]")) {
      if (!isKept(form)) continue;
      const wasSent = leaving.has(form);
      leaving.delete(form);
      if (kept.get(keyOf(form))) putBackKept(form);
      else if (wasSent) settle(form, values(form)); // sent and saved
    }
  }
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      judgeSent();
      kept.open();
    }
    kept.whenOpen(comeBack);
  });

  /* The page is about to be cleared: return the forms whose text could not be kept. */
  async function unkept() {
    tieIn(document);
    const forms = Array.from(document.querySelectorAll("form[data-guard], form[data-keep]")).filter(isDirty);
    for (const form of forms) if (isKept(form)) write(form);
    await kept.settled();
    return forms.filter((form) => !isSafe(form));
  }
  window.portal.unkept = unkept;

  /* htmx: only an answer that says so has saved the text; one that only shows something has not. */

  function answered(form, sent, xhr) {
    if (xhr.getResponseHeader(SAVED)) settle(form, sent);
    else if (!form.isConnected) {
      write(form);
      const before = JSON.parse(sent);
      const now = Object.entries(typedIn(form));
      const changed = now.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]));
      typedMeanwhile.set(keyOf(form), Object.fromEntries(changed));
    }
  }

  document.addEventListener("htmx:beforeRequest", function (event) {
    const form = event.detail.elt.closest("form");
    if (!form || !isKept(form) || event.detail.requestConfig.verb === "get") return;
    const sent = values(form);
    // By the request, not by an event of htmx: the form may be gone when the answer comes.
    event.detail.xhr.addEventListener("load", (answer) => answered(form, sent, answer.target));
  });

  judgeSent();
  kept.open();
  begin(document);

  // To reload a page that a form came back on, or to come back to it, is to open it: the browser would offer to send
  // the form again, and go back to nothing. What was typed is kept.
  if (body.dataset.method === "POST" && document.querySelector("main form[data-keep]")) {
    history.replaceState(history.state, "", location.href);
  }

  document.addEventListener("htmx:load", (event) => tieIn(event.detail.elt.parentNode || document));
})();
