/* Two small helps; every page works without them. Elder mode: the checkbox in the head switches it by CSS, here it is
   remembered on this device (localStorage, no cookie). Print: the buttons show themselves where they can work. */
(function () {
  "use strict";
  var root = document.documentElement;

  function remembered() {
    try {
      return localStorage.getItem("elder") === "1";
    } catch (refused) {
      return false;
    }
  }

  if (remembered()) {
    root.classList.add("elder");
  }

  document.addEventListener("DOMContentLoaded", function () {
    var box = document.getElementById("elder");
    if (box) {
      box.checked = remembered();
      box.addEventListener("change", function () {
        root.classList.toggle("elder", box.checked);
        try {
          localStorage.setItem("elder", box.checked ? "1" : "0");
        } catch (refused) {
          /* a browser that stores nothing keeps the choice for this page */
        }
      });
    }
    document.querySelectorAll("[data-print]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        window.print();
      });
    });
  });
})();
