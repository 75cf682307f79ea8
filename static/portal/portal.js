/*
The first of the portal's scripts. Every page works without them; they guard typed text (keep.js), tie htmx to the
portal's rules (requests.js) and move by keyboard (keys.js). This one stops double clicks, counts letters and gives
the others what they share. Loaded before htmx, deferred, so the document is there.
*/
(function () {
  "use strict";

  const dialog = document.getElementById("keys");
  const words = dialog ? dialog.dataset : {};

  /* Trusted Types: markup of our own server passes for htmx; script text and script addresses never do. */

  if (window.trustedTypes?.createPolicy) {
    window.trustedTypes.createPolicy("default", {
      createHTML: (html) => (/<script[\s>/]|\bsrcdoc\s*=/i.test(html) ? null : html),
    });
  }

  /* Storage that may be forbidden by the browser: then nothing is kept, and nothing breaks. */

  function store(kind) {
    try {
      return window[kind];
    } catch {
      return null;
    }
  }

  /* Keys: what a shortcut means by a letter, a digit or a bracket is the place of it where a keyboard writes another
     alphabet, as Cyrillic ones do; a Latin keyboard keeps its own letters. */

  const BRACKETS = { BracketLeft: "[", BracketRight: "]" };

  function keyOf(event) {
    const { key, code } = event;
    if (key?.length !== 1 || /[\p{Script=Latin}/?[\]]/u.test(key)) return key;
    const digit = /^Digit(\d)$/.exec(code);
    if (digit && !event.shiftKey) return digit[1];
    if (!/\p{L}/u.test(key)) return key;
    const letter = /^Key([A-Z])$/.exec(code);
    if (letter) return key === key.toLowerCase() ? letter[1].toLowerCase() : letter[1];
    return BRACKETS[code] || key;
  }

  window.portal = {
    keyOf,
    dialog,
    words,
    user: document.body.dataset.user || "",
    session: store("sessionStorage"),
    lasting: store("localStorage"),
  };

  /* What is done with what was found: if other words stand in the search by now, these are found first. */

  function isChanged(field) {
    if (field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (!field.options) return field.value !== field.defaultValue;
    return field.value !== ([...field.options].find((one) => one.defaultSelected) || field.options[0]).value;
  }

  document.addEventListener("submit", function (event) {
    const search = document.getElementById(event.target.dataset.foundBy);
    if (!search || ![...search.elements].some((field) => field.name && isChanged(field))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    search.requestSubmit();
  });

  /* A form with a file: what is missing is said beside its field before the form is sent, for a form that comes
     back has lost its file. */

  function sayMissing(field) {
    if (field.getAttribute("aria-invalid") === "true") return;
    const line = document.createElement("p");
    const described = field.getAttribute("aria-describedby");
    line.id = field.id + "-missing";
    line.className = "invalid-feedback";
    line.textContent = field.dataset.missing;
    field.after(line);
    field.classList.add("is-invalid");
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", [described, line.id].filter(Boolean).join(" "));
    const takeBack = function () {
      line.remove();
      field.classList.remove("is-invalid");
      field.removeAttribute("aria-invalid");
      if (described) field.setAttribute("aria-describedby", described);
      else field.removeAttribute("aria-describedby");
    };
    field.addEventListener("input", takeBack, { once: true });
  }

  function openAround(field) {
    for (let part = field.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  }

  document.addEventListener("submit", function (event) {
    const missing = [...event.target.elements].filter((field) => field.dataset.missing && !field.value.trim());
    if (!missing.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    missing.forEach(sayMissing);
    missing.forEach(openAround);
    missing[0].focus();
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
    if (event.defaultPrevented || form.method !== "post") return; // htmx sends it: one request at a time
    if (form.dataset.again === undefined && !form.target) {
      setTimeout(() => switchButtons(form, true), 0);
      setTimeout(() => switchButtons(form, false), 20000);
    }
  });

  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    for (const form of document.forms) switchButtons(form, false);
  });

  document.addEventListener("change", function (event) {
    const form = event.target.form;
    if (event.target.dataset.submitOnChange !== undefined && form) form.requestSubmit();
  });

  /* On a narrow screen the row of places is wider than it: the place where one is stands in it. */

  const here = document.querySelector(".places [aria-current]");
  if (here) {
    const row = here.closest(".places");
    const beyond = here.getBoundingClientRect().right - row.getBoundingClientRect().right;
    if (beyond > 0) row.scrollLeft += beyond + here.offsetWidth / 2;
  }

  /* How many characters are left, or too many, where the field says its limit; counted as the server does. */

  function countDown(field) {
    const limit = Number(field.dataset.limit);
    if (field.dataset.counted || !limit || !words.wordsLeft) return;
    field.dataset.counted = "yes";
    const line = document.createElement("p");
    line.id = field.id + "-left";
    line.setAttribute("aria-live", "polite");
    const show = function () {
      const left = limit - Array.from(field.value.normalize("NFC")).length;
      const sentence = left < 0 ? words.wordsOver : words.wordsLeft;
      line.textContent = sentence.replace("%(number)s", Math.abs(left).toLocaleString(document.documentElement.lang));
      line.hidden = left > (field.tagName === "TEXTAREA" ? limit / 2 : -1);
      line.className = left < 0 ? "status-refused" : "form-text";
    };
    field.after(line);
    field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), line.id].filter(Boolean).join(" "));
    field.addEventListener("input", show);
    show();
  }

  /* Paper says where its page is found and when it was printed, on the reader's clock, with its distance from UTC. */

  window.addEventListener("beforeprint", function () {
    const now = new Date();
    const day = [now.getDate(), now.getMonth() + 1, now.getFullYear()].map((one) => String(one).padStart(2, "0")).join(".");
    const [, hour, east, rest] = /^(\d\d:\d\d).*GMT([+-]\d\d)(\d\d)/.exec(now.toTimeString());
    const asked = Array.from(new URLSearchParams(location.search), (pair) => pair.join("=")).join("&");
    const found = location.origin + location.pathname + (asked && "?" + asked);
    document.querySelector(".portal-name").dataset.printed = found + " · " + day + ", " + hour + " (UTC" + east + ":" + rest + ")";
  });

  /* The day of a date box, written out under it in the language of the page: browsers show boxes in their own. */

  function writeDay(box) {
    const line = document.querySelector('output.day-written[for="' + CSS.escape(box.id) + '"]');
    if (!line) return;
    const day = new Date(box.value + "T00:00:00Z");
    const parts = Number.isNaN(day.getTime()) ? null : {
      day: day.getUTCDate(),
      month: line.dataset.months.split("|")[day.getUTCMonth()],
      weekday: line.dataset.weekdays.split("|")[(day.getUTCDay() + 6) % 7],
      year: day.getUTCFullYear(),
    };
    line.textContent = parts ? line.dataset.pattern.replace(/\{(\w+)\}/g, (_all, name) => parts[name]) : "";
  }

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, function (event) {
      if (event.target.type === "date") writeDay(event.target);
    });
  }

  /*
  A day in words or with points, pasted into a date box, is chosen there: "6 June 2022", "6 июня 2022", "06.06.2022".
  */

  function dayOf(text, line) {
    const dotted = text.trim().match(/^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(\s[гж]\.)?$/);
    const months = line ? line.dataset.months.split("|").map((name) => name.toLowerCase().slice(0, 3)) : [];
    const words = text.toLowerCase().match(/\p{L}{3,}/gu) || [];
    const named = words.map((word) => months.indexOf(word.slice(0, 3)) + 1).find((number) => number > 0);
    const numbers = text.match(/\d+/g) || [];
    const [year] = numbers.filter((number) => number.length === 4);
    const [day] = numbers.filter((number) => number.length < 3);
    const parts = dotted ? [dotted[3], dotted[2], dotted[1]] : [year, named, numbers.length === 2 ? day : null];
    return parts.every(Boolean) ? parts.map((part) => String(part).padStart(2, "0")).join("-") : "";
  }

  document.addEventListener("paste", function (event) {
    const box = event.target;
    if (box.type !== "date") return;
    const line = document.querySelector('output.day-written[for="' + CSS.escape(box.id) + '"]');
    const day = dayOf(event.clipboardData.getData("text"), line);
    if (!day) return;
    event.preventDefault();
    box.value = day;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  });

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

  document.addEventListener("allauth.error", () => window.portal.say(words.wordsPasskey));

  function begin(root) {
    for (const field of root.querySelectorAll("[data-limit]")) countDown(field);
    for (const box of root.querySelectorAll("input[type=date]")) writeDay(box);
  }
  begin(document);
  document.addEventListener("htmx:load", (event) => begin(event.detail.elt.parentNode || document));

  /* Focus is on what an act came to, unless the page leads elsewhere. */

  const isLed = location.hash || document.activeElement !== document.body || document.querySelector("[autofocus]");
  const result = document.querySelector(isLed ? ".error-summary" : ".error-summary, .alert:has(> .following)");
  if (result) {
    result.tabIndex = -1;
    result.focus();
  }
})();
