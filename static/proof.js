/* Proves while a citizen's form is being sent that no machine sends thousands (ALTCHA). Without it the form has to be open for
   a while. The form names the address of its challenges in data-challenge. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-challenge]");
  if (!form) {
    return;
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
    var working = form.querySelector("[data-working]");
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
