/* A help on the forms of the desk, which work without it: a text that is being typed is shown beside as it will stand, set out
   by the server some moments after typing stops. Nothing of it is kept there. */
(function () {
  "use strict";
  var PAUSE = 700;
  var LONGEST = 100000;

  function watch(box) {
    var area = box.querySelector("textarea");
    var shown = box.querySelector("[data-shown]");
    var last = "";
    var timer = 0;
    var asked = null;

    function show() {
      var text = area.value;
      if (text === last) {
        return;
      }
      last = text;
      if (asked) {
        asked.abort();
      }
      if (!text.trim() || text.length > LONGEST) {
        shown.hidden = true;
        return;
      }
      var body = new URLSearchParams({ text: text });
      body.append("csrfmiddlewaretoken", area.form.elements.namedItem("csrfmiddlewaretoken").value);
      asked = new AbortController();
      fetch(box.dataset.setOut, {
        method: "POST",
        body: body,
        redirect: "error",
        credentials: "same-origin",
        signal: asked.signal,
      })
        .then(function (answer) {
          return answer.ok || answer.status === 422 ? answer.text() : Promise.reject(answer.status);
        })
        .then(function (html) {
          shown.innerHTML = html;
          shown.hidden = false;
        })
        .catch(function (error) {
          if (error.name !== "AbortError") {
            last = "";
            shown.hidden = true;
          }
        });
    }

    area.addEventListener("input", function () {
      window.clearTimeout(timer);
      timer = window.setTimeout(show, PAUSE);
    });
    show();
  }

  document.querySelectorAll("[data-set-out]").forEach(watch);
})();
