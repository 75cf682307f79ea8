/*
Where typed text is kept, beside keep.js: in the tab, encrypted by a key that every page brings for its person and
that is kept nowhere. Who is not signed in cannot read it. What is kept is read once, when a page begins, and known
here from then on; what is put is encrypted at once and written a moment later (docs/decisions/0027-kept-text.md).
*/
(function () {
  "use strict";

  const { user, session } = window.portal;
  const body = document.body;

  const TEXT = "keep:";
  const SEPARATOR = "|";
  const SEALED = "1:"; // what was kept before it was encrypted begins with a brace
  const KEY_BYTES = 32;
  const IV_BYTES = 12;

  const masked = body.dataset.keptKeys;
  body.removeAttribute("data-kept-keys");
  // A browser has it on https and on this machine only: a demonstration elsewhere keeps text in clear.
  const subtle = masked ? window.crypto.subtle : undefined;

  const texts = new Map(); // as they are to be kept
  const written = new Map(); // as they are in the tab
  const writing = new Map(); // what is on its way there
  const waiting = [];
  let isOpen = false;

  function names(prefix) {
    return session ? Object.keys(session).filter((name) => name.startsWith(prefix)) : [];
  }

  function isOwn(name) {
    return Boolean(user) && name.startsWith(TEXT + user + SEPARATOR);
  }

  function bytesOf(text) {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  }

  function textOf(bytes) {
    let letters = "";
    for (let at = 0; at < bytes.length; at += 8192) letters += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(letters);
  }

  function importKey(text) {
    const bytes = bytesOf(text);
    const key = bytes.slice(KEY_BYTES).map((byte, at) => byte ^ bytes[at]);
    return subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  let keys = subtle && Promise.all(masked.split(" ").map(importKey));

  // Which entry a text belongs to is sealed with it.
  function how(iv, name) {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) };
  }

  async function seal(name, text) {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const [key] = await keys;
    const sealed = new Uint8Array(await subtle.encrypt(how(iv, name), key, new TextEncoder().encode(text)));
    const whole = new Uint8Array(IV_BYTES + sealed.length);
    whole.set(iv);
    whole.set(sealed, IV_BYTES);
    return SEALED + textOf(whole);
  }

  /* Read one by whichever key it was sealed; "" where none opens it: it may be another server's, and stays. */
  async function unseal(name, kept) {
    const bytes = bytesOf(kept.slice(SEALED.length));
    for (const key of await keys) {
      try {
        const text = await subtle.decrypt(how(bytes.slice(0, IV_BYTES), name), key, bytes.slice(IV_BYTES));
        return new TextDecoder().decode(text);
      } catch {
        // the next key
      }
    }
    return "";
  }

  function store(name, value, text) {
    try {
      session.setItem(name, value);
      written.set(name, text);
    } catch {
      // full: the guard before leaving remains
    }
  }

  /* Write what is to be kept, until the newest is written; what is taken away meanwhile is not written again. */
  async function write(name) {
    try {
      let text = texts.get(name);
      while (text !== undefined) {
        const sealed = await seal(name, text);
        if (texts.get(name) === text) {
          store(name, sealed, text);
          return;
        }
        text = texts.get(name);
      }
    } finally {
      writing.delete(name);
    }
  }

  function put(name, text) {
    texts.set(name, text);
    if (written.get(name) === text) return;
    if (!subtle) store(name, text, text);
    else if (!writing.has(name)) writing.set(name, write(name));
  }

  function remove(name) {
    texts.delete(name);
    written.delete(name);
    session.removeItem(name);
  }

  function isWritten(name) {
    return texts.has(name) && written.get(name) === texts.get(name);
  }

  async function read(name) {
    const kept = session.getItem(name);
    const text = kept?.startsWith(SEALED) ? subtle && (await unseal(name, kept)) : kept;
    if (!text || texts.has(name) || session.getItem(name) !== kept) return;
    if (kept !== text) written.set(name, text);
    put(name, text);
  }

  /* Read anew what the tab keeps for the person; tell those who wait for it. */
  async function open() {
    isOpen = false;
    texts.clear();
    written.clear();
    await Promise.all(names(TEXT).filter(isOwn).map(read));
    isOpen = true;
    for (const tell of waiting.splice(0)) tell();
  }

  /* Call at once, and say so, where nothing is to be waited for: nothing is kept under this name, or it was read. */
  function whenRead(name, tell) {
    const isRead = isOpen || session?.getItem(name) == null;
    if (isRead) tell();
    else waiting.push(tell);
    return isRead;
  }

  function whenOpen(tell) {
    if (isOpen) tell();
    else waiting.push(tell);
  }

  window.portal.kept = {
    names: (prefix = "") => Array.from(texts.keys()).filter((name) => name.startsWith(prefix)),
    all: () => names(TEXT),
    name: (...parts) => TEXT + [user, location.pathname, ...parts].join(SEPARATOR),
    get: (name) => texts.get(name),
    settled: () => Promise.allSettled(writing.values()),
    close: () => {
      texts.clear();
      keys = null;
    },
    isOwn, put, remove, isWritten, open, whenRead, whenOpen,
  };
})();
