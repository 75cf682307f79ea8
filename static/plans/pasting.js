/*
Pasting from Word or the web into a text of the editor: one paragraph comes with its italics and bold type as marks;
of several each becomes a block in its place, by an act of the server. With Shift they are pasted as they are.
*/
(function () {
  "use strict";

  const editor = document.getElementById("editor");
  if (!editor || !window.htmx) return;
  const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, div, td, th, blockquote, pre, dt, dd";
  const LEFT_OUT = "style, script, noscript, template, head, title, meta, link, svg, img, object";
  const ITALIC = 1;
  const BOLD = 2;
  let isPlain = false;

  for (const name of ["keydown", "keyup"]) {
    document.addEventListener(name, (event) => { isPlain = event.shiftKey; }, { capture: true });
  }

  /* How words look where they come from: by their elements, and by what these say of their type. */
  function styleOf(element, inherited) {
    let style = inherited;
    const look = element.dataset.look || "";
    const slant = /(?:^|;)\s*font-style:\s*(\w+)/.exec(look)?.[1];
    const weight = /(?:^|;)\s*font-weight:\s*(\w+)/.exec(look)?.[1];
    if (element.matches("i, em") || slant === "italic") style |= ITALIC;
    if (slant === "normal") style &= ~ITALIC;
    const isBold = weight === "bold" || Number(weight) >= 600;
    if (element.matches("b, strong") || isBold) style |= BOLD;
    if (weight && !isBold) style &= ~BOLD;
    return style;
  }

  /* Markup that is only read: without scripts, and with styles as words, which the page's policy lets pass. */
  function readOnly(html) {
    return html
      .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, "")
      .replace(/<(?=\/?(?:script|style)\b)/gi, "&lt;")
      .replace(/\bsrcdoc\s*=/gi, "data-srcdoc-")
      .replace(/\sstyle\s*=/gi, " data-look=");
  }

  function letter(number) {
    return String.fromCharCode(97 + ((number - 1) % 26));
  }

  /* The mark that the browser draws before the item of a list: it says what kind of block it will be. */
  function markOf(item) {
    const list = item.parentElement;
    if (!list?.matches("ol")) return "• ";
    const number = [...list.children].indexOf(item) + (list.start || 1);
    return list.type === "a" || list.type === "A" || /alpha|latin/.test(list.dataset.look || "") ? `${letter(number)}) ` : `${number}. `;
  }

  function textOf(node) {
    return node.nodeValue.replace(/[\t\n\r ]+/g, " ");
  }

  /* The words in an element as runs, whatever paragraphs it has. */
  function runsOf(element, style) {
    return [...element.childNodes].flatMap(function (child) {
      if (child.nodeType === Node.TEXT_NODE) return [[textOf(child), style]];
      if (child.nodeType !== Node.ELEMENT_NODE) return [];
      const runs = runsOf(child, styleOf(child, style));
      return child.matches(`br, ${BLOCKS}`) ? [...runs, [" ", 0]] : runs;
    });
  }

  const hasWords = (runs) => runs.some(([text]) => text.trim());

  function trimmed(runs) {
    const first = runs.findIndex(([text]) => text.trim());
    const last = runs.findLastIndex(([text]) => text.trim());
    const kept = runs.slice(first, last + 1).map(([text, style]) => [text, style]);
    kept[0][0] = kept[0][0].trimStart();
    kept.at(-1)[0] = kept.at(-1)[0].trimEnd();
    return kept;
  }

  /* A row of several cells is one paragraph, as from a Word file: its cells in order, with a dash between. */
  function cellsOf(row, style) {
    const cells = [...row.cells].map((cell) => runsOf(cell, styleOf(cell, style))).filter(hasWords);
    return cells.length > 1 ? cells.flatMap((runs, place) => [...(place ? [[" – ", 0]] : []), ...trimmed(runs)]) : null;
  }

  function paragraphsOf(html) {
    const page = new DOMParser().parseFromString(readOnly(html), "text/html");
    for (const one of page.querySelectorAll(LEFT_OUT)) one.remove();
    const found = [];
    let part = null;
    const end = function () {
      if (part && hasWords(part.runs)) found.push(part);
      part = null;
    };
    // The mark of an item waits for the paragraph in it.
    const isMark = () => part?.isItem && !hasWords(part.runs.slice(1));
    const walk = function (node, style, isHeading) {
      for (const child of node.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) {
          if (!part) part = { heading: isHeading, runs: [] };
          part.runs.push([textOf(child), isHeading ? 0 : style]);
        } else if (child.nodeType === Node.ELEMENT_NODE) {
          const isBlock = child.matches(BLOCKS);
          if ((isBlock || child.matches("br")) && !isMark()) end();
          const cells = child.matches("tr") && cellsOf(child, style);
          if (cells) {
            end();
            found.push({ heading: false, runs: cells });
            continue;
          }
          if (child.matches("li")) part = { heading: false, isItem: true, runs: [[markOf(child), 0]] };
          if (isBullet(child)) {
            part = part || { heading: isHeading, runs: [] };
            part.runs.push(["• ", 0]);
            continue;
          }
          walk(child, styleOf(child, style), isHeading || child.matches("h1, h2, h3, h4, h5, h6"));
          if (child.matches("li") && isMark()) part = null;
          if (isBlock && !isMark()) end();
        }
      }
    };
    walk(page.body, 0, false);
    end();
    return found;
  }

  /* The mark that Word draws before an item: one sign of a symbol font, as “o” or “§”, is a bullet. */
  function isBullet(element) {
    return /mso-list:\s*ignore/i.test(element.dataset.look || "") && [...element.textContent.trim()].length === 1;
  }

  function linesOf(text) {
    return text.split(/\r\n?|\n/).filter((line) => line.trim()).map((line) => ({ heading: false, runs: [[line, 0]] }));
  }

  function written({ runs }) {
    const said = runs.map(([text, style]) => {
      const stars = "*".repeat(style);
      const words = text.trim();
      return style && words ? text.replace(words, () => stars + words + stars) : text;
    });
    return said.join("").trim();
  }

  /* What is pasted into a text goes where the caret is, through the browser's own editing: undoing takes it back. */
  function put(text) {
    document.execCommand("insertText", false, text);
  }

  /* Until its paragraphs are blocks nothing else is typed into the text or sent of it, which would take their turn. */
  function hold(area, isHeld) {
    area.readOnly = isHeld;
    area.closest(".editor-cell").toggleAttribute("data-pasted", isHeld);
  }

  document.addEventListener("htmx:confirm", function (event) {
    const { elt, path } = event.detail;
    if (elt.closest("[data-pasted] form") && path !== elt.dataset.paste) event.preventDefault();
  });

  /* What is pasted stands in the text until its paragraphs are blocks: it is seen and kept there, whatever the answer
     is, and whichever comes first. */
  function send(area, parts) {
    const form = area.form;
    const rows = editor.querySelectorAll(".editor-row");
    const values = {
      version: "",
      before: area.value.slice(0, area.selectionStart),
      behind: area.value.slice(area.selectionEnd),
      parts: JSON.stringify(parts),
      first: rows[0].dataset.key,
      last: rows[rows.length - 1].dataset.key,
    };
    put(parts.map(written).join("\n"));
    hold(area, true);
    window.htmx.ajax("POST", form.dataset.paste, { source: form, values, swap: "none" }).catch(() => {});
  }

  /* Where it did not become blocks, it is saved as the text in which it stands, and can be split. */
  document.addEventListener("htmx:afterRequest", function (event) {
    const { elt: form, requestConfig } = event.detail;
    if (!form.isConnected || !form.dataset?.paste || requestConfig.path !== form.dataset.paste) return;
    const area = form.querySelector("textarea");
    hold(area, false);
    window.htmx.trigger(area, "again");
  });

  // What is being saved meanwhile makes a new version: the one that there is when the request leaves is sent.
  document.addEventListener("htmx:configRequest", function (event) {
    const form = event.detail.elt;
    if (!form.dataset?.paste || event.detail.path !== form.dataset.paste) return;
    const area = form.querySelector("textarea");
    event.detail.parameters.version = form.querySelector(`[name="${area.lang}-version"]`).value;
  });

  document.addEventListener("paste", function (event) {
    const area = event.target;
    if (isPlain || area.readOnly || !area.matches?.("textarea.text-official") || !event.clipboardData || !editor.contains(area)) return;
    const html = event.clipboardData.getData("text/html");
    const parts = html ? paragraphsOf(html) : linesOf(event.clipboardData.getData("text/plain"));
    if (!parts.length) return;
    if (parts.length === 1 && html) {
      event.preventDefault();
      // In the markup of Word the spaces at the ends cannot be told from those around it.
      const [, before, behind] = /^([ \u00a0]*).*?([ \u00a0]*)$/s.exec(event.clipboardData.getData("text/plain"));
      put(before + written(parts[0]) + behind);
    } else if (parts.length > 1 && area.form?.dataset.paste) {
      event.preventDefault();
      send(area, parts);
    }
  });
})();
