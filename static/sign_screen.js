/* The screen in the hall: code and lists are fetched anew before the code changes; without scripts the page loads itself again. */
(function () {
  "use strict";
  var screen = document.querySelector("[data-renew]");

  function show(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-renew]");
    if (!fresh) {
      // Logged out meanwhile: better the login than a code that is over.
      window.location.reload();
      return;
    }
    screen.replaceChildren.apply(screen, Array.prototype.slice.call(fresh.childNodes));
  }

  function renew() {
    window
      .fetch(window.location.href, { cache: "no-store" })
      .then(function (answer) {
        return answer.text();
      })
      .then(show)
      .catch(function () {
        /* Offline for a moment: the next time. */
      });
  }

  if (screen) {
    window.setInterval(renew, Number(screen.dataset.renew) * 1000);
  }
})();
