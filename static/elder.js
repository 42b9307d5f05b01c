/* Elder mode as it is remembered on this device, before anything is painted; site.js, which comes later, does the rest. */
try {
  if (localStorage.getItem("elder") === "1") {
    document.documentElement.classList.add("elder");
  }
} catch (refused) {
  /* a browser that stores nothing forgets the choice with the page */
}
