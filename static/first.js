/* Elder mode as remembered on this device: from the browser's cache, and so before anything is painted; the other scripts when the page stands. */
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
