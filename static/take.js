/* A help on the desk: words selected in a text beside a field are put into it, word for word. Without it they are copied by hand. */
(function () {
  "use strict";
  document.querySelectorAll("[data-taken-from]").forEach(function (text) {
    var field = document.getElementById(text.dataset.takenFrom);
    var button = text.parentElement.querySelector("[data-take]");
    if (!field || !button) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      var chosen = window.getSelection();
      if (!chosen.rangeCount || chosen.isCollapsed || !text.contains(chosen.anchorNode)) {
        field.focus();
        return;
      }
      // Paragraphs are lines of the text, with no blank one between them.
      field.value = chosen.toString().replace(/\r/g, "").replace(/\n{2,}/g, "\n").trim();
      field.focus();
    });
  });
})();
