/* A help on the long forms of the desk, which work without it: what is typed is kept on the server every twenty seconds while
   it changes, and a word is said before the session ends. Files, passwords and hidden fields are not kept. */
(function () {
  "use strict";
  var EVERY = 20000;
  var BEFORE = 180;

  var form = document.querySelector("form[data-draft]");
  if (!form) {
    return;
  }
  var said = form.querySelector("[data-kept]");
  var ending = form.querySelector("[data-ending]");
  var minutes = form.querySelector("[data-minutes]");
  var seconds = Number(form.dataset.session);
  var last = typed();
  var until = Date.now() + seconds * 1000;
  var sending = false;

  function typed() {
    var data = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      var entry = form.elements.namedItem(name);
      var kind = entry && entry.type;
      if (typeof value === "string" && kind !== "password" && kind !== "hidden") {
        data.append(name, value);
      }
    });
    return data.toString();
  }

  function keep(always) {
    var now = typed();
    if (sending || (now === last && !always)) {
      return;
    }
    sending = true;
    var body = new URLSearchParams(now);
    body.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    fetch(form.dataset.draft, { method: "POST", body: body, redirect: "error", credentials: "same-origin" })
      .then(function (answer) {
        return answer.ok ? answer.json() : Promise.reject(answer.status);
      })
      .then(function (answer) {
        last = now;
        until = Date.now() + seconds * 1000;
        ending.hidden = true;
        said.textContent = answer.kept ? "已于 " + answer.kept + " 自动保存" : "";
        said.hidden = !answer.kept;
      })
      .catch(function () {
        said.textContent = "刚才没有保存上，过一会儿再试。";
        said.hidden = false;
      })
      .finally(function () {
        sending = false;
      });
  }

  window.setInterval(function () {
    keep(false);
    var left = Math.ceil((until - Date.now()) / 1000);
    if (left < BEFORE) {
      minutes.textContent = String(Math.max(0, Math.ceil(left / 60)));
      ending.hidden = false;
    }
  }, EVERY);

  ending.querySelector("button").addEventListener("click", function () {
    keep(true);
  });
})();
