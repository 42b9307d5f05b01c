/* Filing an application: shows the chosen agency's contact items and what is already public while one types. Without it
   the page does both by its buttons. */
(function () {
  "use strict";
  var form = document.querySelector(".apply-form");
  if (!form) {
    return;
  }
  var PAUSE = 500;

  /* The agency's four contact items. */
  var agency = form.elements.agency;
  var contact = form.querySelector(".apply-contact");
  function show() {
    var data = agency.selectedOptions[0].dataset;
    contact.textContent = "";
    if (!data.guide) {
      return;
    }
    contact.append([data.office, data.address, data.hours, "电话 " + data.phone].join(" · ") + " · ");
    var guide = document.createElement("a");
    guide.href = data.guide;
    guide.textContent = "该机关公开指南";
    contact.append(guide);
  }
  agency.addEventListener("change", show);
  /* Who was quicker than this script has chosen already. */
  show();

  /* What is already public. */
  var place = form.querySelector(".apply-similar");
  var waiting = 0;
  var asked = "";
  form.elements.wanted.addEventListener("input", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(look, PAUSE);
  });
  if (form.elements.wanted.value !== form.elements.wanted.defaultValue) {
    look();
  }

  function look() {
    var typed = form.elements.wanted.value.trim().slice(0, 200);
    if (typed.length < 4 || typed === asked) {
      return;
    }
    asked = typed;
    fetch(form.dataset.similar + "?q=" + encodeURIComponent(typed), { credentials: "omit" })
      .then(function (answer) {
        return answer.ok ? answer.text() : "";
      })
      .then(function (html) {
        if (typed !== asked) {
          return;
        }
        place.innerHTML = html;
        var found = place.querySelector("[data-count]");
        var most = Math.max(Number(form.elements.similar_offered.value), found ? Number(found.dataset.count) : 0);
        form.elements.similar_offered.value = most;
      })
      .catch(function () {
        /* Without an answer one simply goes on. */
      });
  }
})();
