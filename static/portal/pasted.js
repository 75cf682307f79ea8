/*
What was copied in Word or on a page of the web, as text: each paragraph with its italics and bold type as marks, the
items of lists with their signs, and the rows of tables as lines. What has no place in a text is told.
*/
(function () {
  "use strict";

  const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, div, td, th, blockquote, pre, dt, dd";
  const LEFT_OUT = "style, script, noscript, template, head, title, meta, link, svg, img, object";
  const ITALIC = 1;
  const BOLD = 2;

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
    if (!list?.matches("ol")) return list?.parentElement?.closest("li") ? "– " : "• ";
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

  /* A row of several cells is one paragraph, as from a Word file: its cells in order, with a dash between; where tables
     are kept, it is a line with a bar before, between and behind them. */
  function cellsOf(row, style, isKept) {
    const cells = [...row.cells].map((cell) => runsOf(cell, styleOf(cell, style)));
    if (isKept && cells.length > 1 && cells.some(hasWords)) {
      const barred = cells.flatMap((runs) => [["| ", 0], ...(hasWords(runs) ? [...trimmed(runs), [" ", 0]] : [])]);
      return [...barred, ["|", 0]];
    }
    const said = cells.filter(hasWords);
    return said.length > 1 ? said.flatMap((runs, place) => [...(place ? [[" – ", 0]] : []), ...trimmed(runs)]) : null;
  }

  function paragraphsOf(html, isKept = false) {
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
          const cells = child.matches("tr") && cellsOf(child, style, isKept);
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

  /* The text of what is pasted into a comment, and whether pictures or merged cells were left out of it. */
  function read(data) {
    const html = data.getData("text/html");
    const plain = data.getData("text/plain").replace(/\r\n?/g, "\n");
    if (!/<(li|table|img|b|strong|i|em)\b|mso-list/i.test(html)) return { text: plain, isLess: /<img\b/i.test(html) };
    const isLess = /<(img|svg|object)\b|\b(col|row)span\s*=\s*["']?([2-9]|1\d)/i.test(html);
    const parts = paragraphsOf(html, true);
    const text = parts.map(written).join("\n");
    return { text: parts.length === 1 && /^\s|\s$/.test(plain) ? plain : text, isLess };
  }

  window.portal.pasted = { paragraphsOf, linesOf, written, read };
})();
