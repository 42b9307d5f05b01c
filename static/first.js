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
  function goOn() {
    var script = document.createElement("script");
    script.src = comforts;
    document.head.append(script);
  }
  /* Nothing waits for this script: on a first visit the page may stand before it comes. */
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", goOn);
  } else {
    goOn();
  }
})(document.currentScript.dataset.comforts);
