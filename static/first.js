/* Before anything is painted: elder mode as it is remembered on this device. Everything else of the scripts is comfort, and is
   asked for when the page stands, so that a slow connection brings words first. */
(function (comforts) {
  "use strict";
  try {
    if (localStorage.getItem("elder") === "1") {
      document.documentElement.classList.add("elder");
    }
  } catch (refused) {
    /* a browser that stores nothing forgets the choice with the page */
  }
  document.addEventListener("DOMContentLoaded", function () {
    var script = document.createElement("script");
    script.src = comforts;
    document.head.append(script);
  });
})(document.currentScript.dataset.comforts);
