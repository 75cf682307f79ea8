/*
The end of a session, beside requests.js: when it ends by itself, with or without a line to the server, and when it
was ended in another tab, what the page shows goes from the screen. What was typed is kept, and put back after
signing in again.
*/
(function () {
  "use strict";

  const { user, kept, unkept } = window.portal;
  const body = document.body;

  const UNAUTHORIZED = 401;
  const HEADER = "Session-Ends-In"; // members/accounts/session_limits.py
  const LOOKS_EVERY = 5000;
  // Whoever is told while writing that the session has ended reads that beside the text first.
  const READING_TIME = 60000;

  const channel = window.BroadcastChannel ? new BroadcastChannel("session") : null;
  let endsAt = 0;
  let isOver = false;
  let grace = 0;

  function tell(message) {
    channel?.postMessage(message);
  }

  function goesOn(seconds) {
    endsAt = Math.max(endsAt, Date.now() + Number(seconds) * 1000);
    tell({ user, endsAt });
  }

  function unsendable(form) {
    for (const field of Array.from(form.elements)) {
      if (field.type === "submit") field.remove();
      else field.readOnly = true;
    }
    return form;
  }

  /* Put a page in the place of everything: it says what happened, and leads to signing in and back here. */
  async function clear() {
    if (isOver) return;
    isOver = true;
    const left = await unkept();
    const page = document.getElementById("session-over").content.cloneNode(true);
    page.querySelector("[data-kept]").hidden = !kept.names().length;
    page.querySelector("[data-unkept]").hidden = !left.length;
    page.querySelector("[data-again]").href += `?next=${encodeURIComponent(location.pathname + location.search)}`;
    document.title = page.querySelector("h1").textContent;
    body.dataset.page = "over";
    page.querySelector("[role=main]").append(...left.map(unsendable));
    body.replaceChildren(page);
    kept.close();
    body.querySelector("[role=main]").focus();
  }

  function look() {
    if (endsAt && Date.now() >= endsAt) clear();
  }

  function listen({ data }) {
    if (data.user !== user) clear(); // nobody is signed in any more, or somebody else is
    else if (isOver) location.reload();
    else {
      clearTimeout(grace);
      endsAt = Math.max(endsAt, data.endsAt);
    }
  }

  function begin() {
    channel?.addEventListener("message", listen);
    goesOn(body.dataset.sessionEndsIn);
    setInterval(look, LOOKS_EVERY); // a computer that slept wakes to the hour, not to what is left of a timer
    for (const name of ["visibilitychange", "pageshow", "focus"]) window.addEventListener(name, look);

    document.addEventListener("htmx:beforeRequest", function (event) {
      const { xhr } = event.detail;
      xhr.addEventListener("load", function () {
        const seconds = xhr.getResponseHeader(HEADER);
        if (seconds) goesOn(seconds);
        if (xhr.status !== UNAUTHORIZED) return;
        clearTimeout(grace);
        grace = setTimeout(clear, READING_TIME);
        tell({ user: "" });
      });
    });
  }

  // Only what was asked for by address came with the cookies of this browser: what another site sent did not.
  if (user) begin();
  else if (body.dataset.method === "GET") tell({ user: "" });
})();
