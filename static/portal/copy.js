/*
Copying a number, a checksum or an address: its button appears where the browser can copy, and says what it did.
*/
(function () {
  "use strict";

  if (!navigator.clipboard) return;
  document.documentElement.classList.add("can-copy");

  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  document.body.append(said);

  const SECONDS = 3;

  async function copy(button) {
    const words = button.querySelector("[data-words]");
    let sentence = button.dataset.copied;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      sentence = button.dataset.failed;
    }
    const before = button.dataset.word;
    words.textContent = sentence;
    said.textContent = sentence + ": " + button.dataset.label;
    setTimeout(function () {
      words.textContent = before;
      said.textContent = "";
    }, SECONDS * 1000);
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("button[data-copy]");
    if (button) copy(button);
  });
})();
