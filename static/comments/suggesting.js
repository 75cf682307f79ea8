/*
Suggesting in place, beside reading.js: while the form of a comment is open, its paragraph itself is the field. What is
typed shows as a redline at once: added words underlined, deleted words struck out. The form keeps the wording in its
own field, which stands in the card where this script does not run, or where the wording is not of one paragraph.
*/
(function () {
  "use strict";

  const WORDED = "MOD";
  const TOKEN = /[\p{L}\p{M}\p{N}]+(?:[-’'][\p{L}\p{M}\p{N}]+)*|\s+|[^\p{L}\p{M}\p{N}\s]/gu;

  /* The redline, by words: runs that are equal, deleted or inserted, deletions first. */

  function cut(text) {
    return text.match(TOKEN) || [];
  }

  function lengths(before, after) {
    const rows = [];
    for (let i = before.length; i >= 0; i -= 1) {
      rows[i] = new Uint16Array(after.length + 1);
      if (i === before.length) continue;
      for (let j = after.length - 1; j >= 0; j -= 1) {
        rows[i][j] = before[i] === after[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
      }
    }
    return rows;
  }

  function runsOf(old, now) {
    let before = cut(old);
    let after = cut(now);
    let start = 0;
    while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
    let end = 0;
    while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
    const head = before.slice(0, start).join("");
    const tail = end ? before.slice(-end).join("") : "";
    before = before.slice(start, before.length - end);
    after = after.slice(start, after.length - end);
    const steps = [{ equal: head, del: "", ins: "" }];
    const rows = lengths(before, after);
    let i = 0;
    let j = 0;
    while (i < before.length || j < after.length) {
      let step = steps.at(-1);
      if (i < before.length && j < after.length && before[i] === after[j]) {
        // A space between two changes belongs to them: words are read together.
        if (step.del || step.ins) {
          if (/^\s+$/.test(before[i]) && i + 1 < before.length && j + 1 < after.length && before[i + 1] !== after[j + 1]) {
            step.del += before[i];
            step.ins += after[j];
            i += 1;
            j += 1;
            continue;
          }
          step = { equal: "", del: "", ins: "" };
          steps.push(step);
        }
        step.equal += before[i];
        i += 1;
        j += 1;
      } else if (j >= after.length || (i < before.length && rows[i + 1][j] >= rows[i][j + 1])) {
        step.del += before[i];
        i += 1;
      } else {
        step.ins += after[j];
        j += 1;
      }
    }
    steps.push({ equal: tail, del: "", ins: "" });
    return steps;
  }

  /* A field in which a paragraph is edited: `text` is the wording, offsets count its letters and not those struck out. */

  function open(body, area, old, label) {
    const words = document.getElementById("change-words").dataset;
    const field = document.createElement("div");
    field.className = "in-place redline";
    field.contentEditable = "true";
    field.spellcheck = true;
    field.lang = area.lang;
    field.setAttribute("role", "textbox");
    field.setAttribute("aria-multiline", "true");
    field.setAttribute("aria-label", label);
    let text = area.value;
    let shown = "";
    const past = [];
    const undone = [];

    function piece(name, content, word) {
      const made = document.createElement(name);
      const hear = (said) => {
        const span = document.createElement("span");
        span.className = "visually-hidden";
        span.lang = document.documentElement.lang;
        span.dataset.said = "";
        span.textContent = said;
        return span;
      };
      made.append(hear(` [${word}: `), content, hear("] "));
      return made;
    }

    /* Show the wording as a redline, the caret before what is struck out there, or behind it. */
    function show(from, to, isBefore) {
      field.textContent = "";
      for (const step of runsOf(old, text)) {
        if (step.equal) field.append(step.equal);
        if (step.del) field.append(piece("del", step.del, words.deleted));
        if (step.ins) field.append(piece("ins", step.ins, words.added));
      }
      shown = field.textContent;
      if (from !== undefined && field.contains(document.activeElement)) {
        const selection = getSelection();
        const range = document.createRange();
        range.setStart(...pointOf(from, isBefore));
        range.setEnd(...pointOf(to, isBefore));
        selection.removeAllRanges();
        selection.addRange(range);
      }
    }

    function letters() {
      const walker = document.createTreeWalker(field, NodeFilter.SHOW_TEXT, (node) =>
        node.parentElement.closest("del, [data-said]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
      );
      const found = [];
      while (walker.nextNode()) found.push(walker.currentNode);
      return found;
    }

    function pointOf(offset, isBefore) {
      const nodes = letters();
      let passed = 0;
      for (const node of nodes) {
        const end = passed + node.data.length;
        if (offset < end || (offset === end && (isBefore || node === nodes.at(-1)))) return [node, offset - passed];
        passed = end;
      }
      return [field, field.childNodes.length];
    }

    function offsetOf(container, offset) {
      const range = document.createRange();
      range.setStart(field, 0);
      range.setEnd(container, offset);
      const upTo = range.cloneContents();
      for (const struck of upTo.querySelectorAll("del, [data-said]")) struck.remove();
      const start = container.nodeType === Node.TEXT_NODE ? container.parentElement : container;
      // Inside what is struck out the range brings the struck letters without their element.
      const struck = start.closest("del");
      if (struck && field.contains(struck)) return offsetOf(struck.parentNode, [...struck.parentNode.childNodes].indexOf(struck));
      return upTo.textContent.length;
    }

    function chosen(range) {
      return [offsetOf(range.startContainer, range.startOffset), offsetOf(range.endContainer, range.endOffset)];
    }

    function tell() {
      area.value = text;
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }

    function put(from, to, what, isBefore) {
      if (area.readOnly || (from === to && !what)) return; // the form is on its way, or nothing changes
      past.push([text, from, to]);
      undone.length = 0;
      text = text.slice(0, from) + what + text.slice(to);
      show(from + what.length, from + what.length, isBefore);
      tell();
    }

    function step(taken, given) {
      if (area.readOnly || !taken.length) return;
      const [before, from, to] = taken.pop();
      given.push([text, from, to]);
      text = before;
      show(Math.min(from, text.length), Math.min(to, text.length), true);
      tell();
    }

    function reach(at, type) {
      const isBack = type.endsWith("Backward");
      const side = isBack ? text.slice(0, at) : text.slice(at);
      let length = 0;
      if (type.startsWith("deleteContent")) {
        const parts = [...new Intl.Segmenter(area.lang, { granularity: "grapheme" }).segment(side)];
        length = parts.length ? (isBack ? parts.at(-1) : parts[0]).segment.length : 0;
      } else if (type.startsWith("deleteWord")) {
        length = ((isBack ? side.match(/\S*\s*$/u) : side.match(/^\s*\S*/u)) || [""])[0].length;
      }
      return isBack ? [at - length, at] : [at, at + length];
    }

    /* From the caret to where the line begins or ends on the screen, as the browser breaks it. */
    function restOfLine(type) {
      const selection = getSelection();
      const { anchorNode, anchorOffset } = selection;
      selection.modify("extend", type.endsWith("Forward") ? "forward" : "backward", "lineboundary");
      const reached = chosen(selection.getRangeAt(0));
      selection.collapse(anchorNode, anchorOffset);
      return reached;
    }

    /* What is pasted or dropped; what has no place in a text is told beside the field (comments/pasting.js). */
    function pasted(data) {
      return data && (window.portal.pastedInto?.(area, data) ?? data.getData("text/plain"));
    }

    field.addEventListener("beforeinput", function (event) {
      if (event.inputType === "insertCompositionText" || event.isComposing) return;
      event.preventDefault();
      if (event.inputType === "historyUndo") return step(past, undone);
      if (event.inputType === "historyRedo") return step(undone, past);
      const range = event.getTargetRanges()[0] || getSelection().getRangeAt(0);
      const selected = getSelection().rangeCount ? getSelection().getRangeAt(0) : range;
      if (event.inputType.startsWith("delete")) {
        const isBack = !event.inputType.endsWith("Forward");
        let [from, to] = chosen(selected);
        if (from === to) [from, to] = event.inputType.includes("Line") ? restOfLine(event.inputType) : reach(from, event.inputType);
        return put(from, to, "", isBack);
      }
      const typed = /^insert(LineBreak|Paragraph)$/.test(event.inputType)
        ? "\n"
        : (event.data ?? pasted(event.dataTransfer) ?? "").replace(/\r\n?/g, "\n");
      return put(...chosen(event.inputType === "insertReplacementText" ? range : selected), typed, false);
    });

    /* A keyboard that composes words writes by itself: what it wrote is read when it has ended. */
    let begun = null;

    function isUncounted(node) {
      const at = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
      return field.contains(at) && Boolean(at.closest("del, [data-said]"));
    }

    function take(event) {
      if (event.isComposing || field.textContent === shown) return;
      if (area.readOnly) {
        show();
        return;
      }
      const range = getSelection().getRangeAt(0);
      const [from, to] = chosen(range);
      // Written among what is struck out or only said, where no letter counts: it belongs where the writing began.
      if (event.type === "compositionend" && isUncounted(range.endContainer)) {
        const place = begun || [from, to];
        if (!event.data) show(...place, false);
        put(...place, event.data, false);
        return;
      }
      const before = text;
      text = letters()
        .map((node) => node.data)
        .join("");
      if (text !== before) past.push([before, from, to]);
      show(from, to, false);
      if (text !== before) tell();
    }
    field.addEventListener("compositionstart", function () {
      begun = chosen(getSelection().getRangeAt(0));
    });
    field.addEventListener("compositionend", function (event) {
      take(event);
      begun = null;
    });
    field.addEventListener("input", take);

    /* What is taken along is the wording, without what is struck out or only said. */
    function carry(data) {
      const [from, to] = chosen(getSelection().getRangeAt(0));
      data.clearData();
      data.setData("text/plain", text.slice(from, to));
      return [from, to];
    }

    function copy(event) {
      const [from, to] = chosen(getSelection().getRangeAt(0));
      if (from === to) return; // nothing is chosen, or only what is struck out
      event.preventDefault();
      carry(event.clipboardData);
      if (event.type === "cut") put(from, to, "", true);
    }
    field.addEventListener("copy", copy);
    field.addEventListener("cut", copy);

    let dragged = null;
    field.addEventListener("dragstart", function (event) {
      dragged = carry(event.dataTransfer);
    });
    field.addEventListener("dragend", function () {
      dragged = null;
    });

    function pointUnder(event) {
      const at = document.caretPositionFromPoint?.(event.clientX, event.clientY);
      const range = at ? null : document.caretRangeFromPoint(event.clientX, event.clientY);
      return at ? [at.offsetNode, at.offset] : [range.startContainer, range.startOffset];
    }

    // By the portal, not by the browser: what is moved would be redrawn before its new place is known.
    field.addEventListener("drop", function (event) {
      const what = event.dataTransfer.getData("text/plain").replace(/\r\n?/g, "\n");
      const [node, offset] = pointUnder(event);
      if (!what || !field.contains(node)) return;
      event.preventDefault();
      const at = offsetOf(node, offset);
      const [from, to] = dragged && !event.ctrlKey && !event.altKey ? dragged : [at, at];
      if (at < from) put(at, to, what + text.slice(at, from), false);
      else if (at > to) put(from, at, text.slice(to, at) + what, false);
      else if (from === to) put(at, at, what, false);
    });

    field.addEventListener("keydown", function (event) {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      // What a script wrote is in no browser's history: undoing is the field's own.
      const key = window.portal.keyOf(event).toLowerCase();
      const isUndo = key === "z" && !event.shiftKey;
      const isRedo = key === "y" || (key === "z" && event.shiftKey);
      if (!isUndo && !isRedo) return;
      event.preventDefault();
      if (isUndo) step(past, undone);
      else step(undone, past);
    });

    area.addEventListener("input", function () {
      if (area.value === text) return;
      text = area.value; // put back, or written by a button
      show();
    });

    show();
    body.hidden = true;
    body.after(field);
    return {
      field,
      select(from, to) {
        field.focus({ preventScroll: true });
        show(from, to, false);
      },
      close() {
        field.remove();
        body.hidden = false;
      },
    };
  }

  window.suggesting = { open, runsOf, WORDED };
})();
