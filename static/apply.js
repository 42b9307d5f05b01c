/* Filing an application: shows the chosen agency's contact items and what is already public while one types, and proves
   while the form is being sent that no machine sends thousands (ALTCHA). Without it the page does all of this by its buttons. */
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
  agency.addEventListener("change", function () {
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
  });

  /* What is already public. */
  var place = form.querySelector(".apply-similar");
  var waiting = 0;
  var asked = "";
  form.elements.wanted.addEventListener("input", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(look, PAUSE);
  });

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

  /* The proof of work: find the number whose hash with the salt is the challenge. */
  function hex(buffer) {
    return Array.from(new Uint8Array(buffer), function (byte) {
      return byte.toString(16).padStart(2, "0");
    }).join("");
  }

  async function solve() {
    var answer = await fetch(form.dataset.challenge, { credentials: "omit", cache: "no-store" });
    var given = await answer.json();
    var coder = new TextEncoder();
    for (var number = 0; number <= given.maxNumber; number += 1) {
      var digest = await crypto.subtle.digest("SHA-256", coder.encode(given.salt + number));
      if (hex(digest) === given.challenge) {
        return btoa(
          JSON.stringify({
            algorithm: given.algorithm,
            challenge: given.challenge,
            number: number,
            salt: given.salt,
            signature: given.signature,
          })
        );
      }
    }
    return "";
  }

  var sending = false;
  form.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (!button || button.value !== "send") {
      return;
    }
    if (form.elements.altcha.value) {
      return;
    }
    event.preventDefault();
    if (sending) {
      return;
    }
    sending = true;
    var working = form.querySelector(".apply-working");
    working.textContent = "正在提交……";
    solve()
      .catch(function () {
        return "";
      })
      .then(function (solution) {
        sending = false;
        if (solution) {
          form.elements.altcha.value = solution;
        } else {
          /* It goes without: the page then says how long to wait. */
          form.elements.altcha.value = "none";
        }
        form.requestSubmit(button);
        working.textContent = "";
      });
  });

  /* Back from another page, a used proof is none. */
  window.addEventListener("pageshow", function () {
    form.elements.altcha.value = "";
  });
})();
