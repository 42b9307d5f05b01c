/* A help on the forms of the desk: a kept wording is written where the cursor stood last, in the plain text or in the editor. */
(function () {
  "use strict";
  const form = document.querySelector(".act-form");
  const list = document.querySelector("[data-phrases]");
  let area = null;

  form.addEventListener("focusin", function (event) {
    const box = event.target.closest(".editor");
    if (event.target.nodeName === "TEXTAREA") {
      area = event.target;
    } else if (box) {
      area = box.parentElement.querySelector("textarea");
    }
  });

  function take(text) {
    area = area || form.querySelector("textarea");
    const taking = new CustomEvent("phrase", { detail: text, cancelable: true });
    if (!area.dispatchEvent(taking)) {
      return;
    }
    area.focus();
    // Typed rather than set, so that it can be undone.
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  list.querySelectorAll(".phrase").forEach(function (phrase) {
    const text = phrase.textContent.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "填入";
    button.setAttribute("aria-label", `填入：${text.slice(0, 20)}`);
    button.addEventListener("click", () => take(text));
    phrase.append(" ", button);
  });
})();
