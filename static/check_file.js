/* Checking a file: its SHA-256 is computed here, and only that is sent. Where the browser cannot, the digest is typed. */
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    var form = document.querySelector(".check-file");
    if (!form || !window.crypto || !window.crypto.subtle) {
      return;
    }
    var place = form.querySelector("[data-drop]");
    var status = form.querySelector("[data-status]");
    place.hidden = false;

    function check(file) {
      status.textContent = "正在计算摘要……";
      file
        .arrayBuffer()
        .then(function (content) {
          return window.crypto.subtle.digest("SHA-256", content);
        })
        .then(function (digest) {
          var bytes = Array.from(new Uint8Array(digest));
          form.elements.sha256.value = bytes
            .map(function (byte) {
              return byte.toString(16).padStart(2, "0");
            })
            .join("");
          status.textContent = "";
          form.submit();
        })
        .catch(function () {
          status.textContent = "这个文件读不出来，请换一种方法计算摘要。";
        });
    }

    form.querySelector("#chosen").addEventListener("change", function (event) {
      if (event.target.files[0]) {
        check(event.target.files[0]);
      }
    });
    ["dragover", "drop"].forEach(function (kind) {
      place.addEventListener(kind, function (event) {
        event.preventDefault();
        if (kind === "drop" && event.dataTransfer.files[0]) {
          check(event.dataTransfer.files[0]);
        }
      });
    });
  });
})();
