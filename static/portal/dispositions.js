/*
Answering comments by keyboard, beside keys.js: 1 to 6 choose the disposition, j goes on, x chooses a line, z undoes,
Ctrl+Enter saves. While nobody has written a reply, it begins with the template that fits disposition and comment, if one does.
*/
(function () {
  "use strict";

  const settle = document.querySelector("form[data-settle]");
  const many = document.querySelector("form[data-many]");
  const { dialog, keyOf, lasting } = window.portal;

  /* Keys outside text fields; each is shown on its control, and every act is a button or a link, too. */

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || dialog?.open) return;
    if (settle && event.key === "Enter" && (event.ctrlKey || event.metaKey) && settle.contains(event.target)) {
      event.preventDefault();
      settle.requestSubmit(settle.querySelector("[data-settle-go]"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || (lasting && lasting.getItem("keys") === "off")) return;
    const field = event.target.closest("input, textarea, select, [contenteditable]");
    if (field && field.type !== "radio" && field.type !== "checkbox") return;
    if (keyOf(event) === "x") {
      const line = document.querySelector(".worklist li.is-current, .worklist li.is-here");
      line?.querySelector("input").click();
      return;
    }
    const control = document.querySelector('[data-key="' + CSS.escape(keyOf(event)) + '"]');
    if (!control) return;
    event.preventDefault();
    control.focus();
    control.click();
  });

  if (settle) {
    const kinds = settle.querySelectorAll('[name="kind"]');
    const reply = settle.querySelector('[name="reply"]');
    const language = settle.querySelector('[name="language"]');
    const template = settle.querySelector('[name="template"]');
    const options = template ? Array.from(template.options).filter((option) => option.value) : [];
    const isSaid = (option) => [option.dataset.en, option.dataset.ru, option.dataset.kk].includes(reply.value);
    const isOurs = () => !reply.value.trim() || options.some(isSaid);
    const translations = settle.querySelector("[data-translations]");
    const show = function () {
      for (const part of translations.querySelectorAll("[data-into]")) {
        const text = part.querySelector("textarea");
        const isChecked = part.querySelector("input").checked;
        const line = translations.querySelector('[data-of="' + part.dataset.into + '"]');
        part.hidden = line.hidden = part.dataset.into === language.value;
        const state = !text.value.trim() ? "none" : isChecked ? "checked" : "draft";
        line.querySelector("[data-state]").textContent = translations.dataset[state];
      }
    };
    /* A template says the same in each language; behind words of somebody's own it is a part of a translation. */
    const translate = function (option, isWhole) {
      for (const part of translations.querySelectorAll("[data-into]")) {
        const text = part.querySelector("textarea");
        const template = option?.dataset[part.dataset.into] ?? "";
        const isOwn = text.value.trim() && !options.some((one) => one.dataset[part.dataset.into] === text.value);
        if (isOwn && isWhole) continue;
        text.value = isOwn ? text.value.trim() + "\n\n" + template : template;
        part.querySelector("input").checked = Boolean(template) && !isOwn && isWhole;
        text.dispatchEvent(new Event("input", { bubbles: true }));
      }
      show();
    };
    const begin = function () {
      if (!template || !isOurs()) return;
      const kind = Array.from(kinds).find((one) => one.checked)?.value;
      const fitting = options.filter((option) => !kind || option.dataset.kind === kind);
      const option = fitting.find(isSaid) ?? (kind && fitting.find((one) => "begins" in one.dataset));
      template.value = option?.value ?? "";
      reply.value = option?.dataset[language.value] ?? "";
      reply.dispatchEvent(new Event("input", { bubbles: true }));
      translate(option, true);
    };

    for (const one of kinds) one.addEventListener("change", begin);
    template?.addEventListener("change", function () {
      const option = template.selectedOptions[0];
      if (!option.value) return;
      const own = isOurs() ? "" : reply.value.trim() + "\n\n"; // what somebody wrote stays, the template follows it
      reply.value = own + option.dataset[language.value];
      reply.dispatchEvent(new Event("input", { bubbles: true }));
      translate(option, !own);
    });
    language.addEventListener("change", function () {
      reply.lang = language.value;
      begin();
      show();
    });
    translations.addEventListener("input", show);
    for (const button of settle.querySelectorAll("[data-template], [data-by-script]")) button.hidden = true;
  }

  /* What superseded comments is asked where they are superseded, by what is chosen or by the template. */

  for (const asked of document.querySelectorAll("[data-for-kind]")) {
    const form = asked.closest("form");
    const ask = function () {
      const template = form.querySelector('[name="template"]')?.selectedOptions[0];
      const kinds = [new FormData(form).get("kind"), template?.dataset.kind];
      asked.hidden = !kinds.includes(asked.dataset.forKind);
    };
    form.addEventListener("change", ask);
    window.addEventListener("pageshow", ask);
    ask();
  }

  /* How many are chosen; the first choice opens what answers them. */

  if (many) {
    const panel = many.querySelector("details");
    const all = many.querySelector('[name="all"]');
    const show = function () {
      const boxes = Array.from(many.querySelectorAll('[name="comment"]:checked'));
      const number = boxes.reduce((sum, box) => sum + box.value.split(" ").length, 0);
      panel.querySelector("[data-many-none]").hidden = number > 0 || all.checked;
      panel.querySelector("[data-many-some]").hidden = !number && !all.checked;
      panel.querySelector("[data-many-number]").textContent = all.checked ? "" : number.toLocaleString(document.documentElement.lang);
    };
    many.addEventListener("change", show);
    window.addEventListener("pageshow", show);
    show();
  }
  /* Beside the comment the list is moved to it; under it, on a phone, the page stays at the comment. */
  const here = document.querySelector(".worklist li.is-here");
  const list = here?.closest(".worktable > *");
  if (list?.scrollHeight > list?.clientHeight) here.scrollIntoView({ block: "nearest" });
})();
