/* The menus of the desk close when one goes on elsewhere, and by Escape; without script, by another press on their name. */
(function () {
  "use strict";
  document.querySelectorAll(".desk-nav details").forEach(function (menu) {
    document.addEventListener("click", function (event) {
      menu.open = menu.open && menu.contains(event.target);
    });
    menu.addEventListener("focusout", function (event) {
      menu.open = menu.open && (!event.relatedTarget || menu.contains(event.relatedTarget));
    });
    menu.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.firstElementChild.focus();
      }
    });
  });
})();
