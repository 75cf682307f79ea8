/*
What htmx asks of the portal, beside portal.js: the CSRF token, whose page it is, and in words what failed.
*/
(function () {
  "use strict";

  const { words } = window.portal;
  const UNAUTHORIZED = 401;

  const region = document.getElementById("messages");
  // The elements whose last request failed: when each has succeeded, what was said is no longer true.
  const failed = new Set();

  function say(sentence, link) {
    if (!region || !sentence) return;
    const line = document.createElement("p");
    line.className = "alert alert-danger";
    line.setAttribute("role", "alert");
    line.dataset.said = "";
    line.textContent = sentence;
    if (link) line.append(" ", link);
    region.replaceChildren(line);
    region.classList.add("messages-stay");
  }
  window.portal.say = say;

  function unsay(element) {
    failed.delete(element);
    for (const one of failed) if (!one.isConnected) failed.delete(one);
    const line = region?.querySelector("[data-said]");
    if (failed.size || !line) return;
    line.remove();
    region.classList.remove("messages-stay");
  }

  function signIn() {
    const link = document.createElement("a");
    link.href = `${document.body.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = words.wordsSignIn;
    link.dataset.leadsBack = "";
    return link;
  }

  document.addEventListener("htmx:configRequest", function (event) {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
    const { servedTo } = document.body.dataset;
    if (servedTo) event.detail.headers["X-Served-To"] = servedTo;
    // What a page asks by its clock keeps nobody's session alive: members/accounts/session_limits.py.
    if (!event.detail.triggeringEvent) event.detail.headers["X-By-Itself"] = "yes";
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    const element = event.detail.elt;
    const { xhr } = event.detail;
    xhr.addEventListener("load", function () {
      if (xhr.status < 400 || xhr.status === 422) unsay(element);
    });
  });

  /* What is typed into a form on its way would leave the screen with it, where the answer takes its place: kept in
     the tab (keep.js), but not seen before the same text is opened again. */

  document.addEventListener("htmx:beforeSend", function (event) {
    const { elt, requestConfig, xhr } = event.detail;
    if (requestConfig.triggeringEvent?.type !== "submit" || requestConfig.verb === "get") return;
    const fields = [...elt.querySelectorAll("input, textarea")].filter((field) => !field.readOnly);
    for (const field of fields) field.readOnly = true;
    xhr.addEventListener("loadend", function () {
      for (const field of fields) field.readOnly = false;
    });
  });

  /* What a page brings up to date by its clock leaves the keyboard where it is, at the same link or the next best, and
     says what has changed: a status that comes in with its words is not read out. */

  const REACHED = "a[href], button, summary, input, select, [tabindex='0']";
  let before = null;

  function nameOf(element) {
    return element.getAttribute("href") || element.getAttribute("aria-label") || element.textContent.trim();
  }

  function statusOf(part) {
    return part?.querySelector("[role=status]")?.textContent.trim() || "";
  }

  function tell(sentence) {
    const line = region.querySelector("[data-told]") || region.appendChild(document.createElement("p"));
    line.dataset.told = "";
    line.className = "visually-hidden";
    line.textContent = sentence;
  }

  document.addEventListener("htmx:beforeSwap", function (event) {
    const { target, shouldSwap } = event.detail;
    const here = document.activeElement;
    if (!shouldSwap || !target.matches("[id][data-hx-trigger^='every']")) return;
    const at = target.contains(here) ? [...target.querySelectorAll(REACHED)].indexOf(here) : -1;
    before = { id: target.id, status: statusOf(target), at, name: nameOf(here) };
  });
  document.addEventListener("htmx:load", function () {
    if (!before) return;
    const { id, status, at, name } = before;
    const part = document.getElementById(id);
    const all = [...(part?.querySelectorAll(REACHED) || [])];
    before = null;
    if (region && statusOf(part) !== status) tell(statusOf(part));
    if (at < 0 || document.activeElement !== document.body) return;
    (all.find((one) => nameOf(one) === name) || all[Math.min(at, all.length - 1)])?.focus({ preventScroll: true });
  });

  document.addEventListener("htmx:responseError", function (event) {
    failed.add(event.detail.elt);
    if (event.detail.xhr.status === UNAUTHORIZED) say(words.wordsSignedOut, signIn());
    else say(words.wordsRefused);
  });
  // The form says it, too, beside its buttons.
  document.addEventListener("portal:another-account", function (event) {
    failed.add(event.target);
    say(words.wordsAnother);
    const form = event.target.closest("form:not([data-writing-form])"); // the editor's cells have their own line
    if (!form || form.querySelector("[data-another]")) return;
    const acts = form.querySelector(".form-acts");
    const line = document.createElement("p");
    line.className = "alert alert-danger";
    line.dataset.another = "";
    line.textContent = words.wordsAnother;
    if (acts) acts.before(line);
    else form.append(line);
    line.scrollIntoView({ block: "nearest" });
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, function (event) {
      failed.add(event.detail.elt);
      say(words.wordsLost);
    });
  }
})();
