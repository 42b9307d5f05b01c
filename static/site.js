/* Small helps once the page stands; every page works without them. Suggestions: what is being typed in a search field may mean. Elder mode: the checkbox in the head switches it by
   CSS, here it is remembered on this device (localStorage, no cookie; first.js reads it). Menus: a button that says whether it is open stands in for the checkbox. Print and reading
   aloud: the buttons show themselves where they can work. */
(function () {
  "use strict";
  var root = document.documentElement;

  /* A box that is checked tells those who hear a page nothing of a menu. */
  function disclose(box) {
    var label = box.nextElementSibling;
    var button = document.createElement("button");
    button.type = "button";
    button.className = label.className;
    button.textContent = label.textContent;
    button.setAttribute("aria-expanded", String(box.checked));
    button.addEventListener("click", function () {
      box.checked = !box.checked;
      button.setAttribute("aria-expanded", String(box.checked));
    });
    box.hidden = true;
    label.replaceWith(button);
  }

  /* The text of the article, paragraph by paragraph: long ones are cut off by some voices; of a form, its heading and choices. */
  function readAloud(button) {
    var voice = window.speechSynthesis;
    var label = button.textContent;
    if (!voice || !window.SpeechSynthesisUtterance) {
      return;
    }
    button.hidden = false;
    window.addEventListener("pagehide", function () {
      voice.cancel();
    });

    function stop() {
      button.textContent = label;
      button.removeAttribute("aria-pressed");
    }

    button.addEventListener("click", function () {
      if (button.hasAttribute("aria-pressed")) {
        voice.cancel();
        stop();
        return;
      }
      var pieces = document.querySelectorAll(button.dataset.read + " :is(h1, .prose :is(h2, h3, h4, p, li, td, th), [data-aloud])");
      var said = Array.from(pieces, function (piece) {
        var one = new SpeechSynthesisUtterance(piece.textContent.trim());
        one.lang = "zh-CN";
        return one;
      });
      if (!said.length) {
        return;
      }
      said[said.length - 1].addEventListener("end", stop);
      voice.cancel();
      said.forEach(function (one) {
        voice.speak(one);
      });
      button.textContent = "停止朗读";
      button.setAttribute("aria-pressed", "true");
    });
  }

  /* A list of links below the field: down and up lead through it, Escape closes it. */
  function suggest(form) {
    var field = form.elements.q;
    var list = document.createElement("div");
    var said = document.createElement("p");
    var waiting = 0;
    var asked = "";
    list.className = "suggestions";
    list.hidden = true;
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    form.append(list, said);

    function close() {
      list.hidden = true;
      said.textContent = "";
    }

    function look() {
      var typed = field.value.trim();
      if (typed === asked) {
        return;
      }
      asked = typed;
      if (typed.length < 2) {
        close();
        return;
      }
      fetch(form.dataset.suggestions + "?q=" + encodeURIComponent(typed), { credentials: "omit" })
        .then(function (answer) {
          return answer.ok ? answer.text() : "";
        })
        .then(function (html) {
          if (typed !== asked || !form.contains(document.activeElement)) {
            return;
          }
          list.innerHTML = html;
          var number = list.querySelectorAll("a").length;
          list.hidden = !number;
          said.textContent = number ? number + " 条提示，按向下键选择" : "";
        })
        .catch(close);
    }

    field.addEventListener("input", function (event) {
      window.clearTimeout(waiting);
      if (!event.isComposing) {
        waiting = window.setTimeout(look, 200);
      }
    });
    field.addEventListener("compositionend", function () {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(look, 200);
    });
    form.addEventListener("keydown", function (event) {
      var links = Array.from(list.querySelectorAll("a"));
      var place = links.indexOf(document.activeElement);
      if (event.key === "Escape" && !list.hidden) {
        close();
        field.focus();
        event.preventDefault();
      } else if (!list.hidden && (event.key === "ArrowDown" || (event.key === "ArrowUp" && place >= 0))) {
        (links[place + (event.key === "ArrowDown" ? 1 : -1)] || field).focus();
        event.preventDefault();
      }
    });
    form.addEventListener("focusout", function (event) {
      if (!form.contains(event.relatedTarget)) {
        close();
        asked = "";
      }
    });
  }

  document.querySelectorAll("[data-suggestions]").forEach(suggest);
  var box = document.getElementById("elder");
  if (box) {
    var remember = function () {
      root.classList.toggle("elder", box.checked);
      try {
        localStorage.setItem("elder", box.checked ? "1" : "0");
      } catch (refused) {
        /* a browser that stores nothing keeps the choice for this page */
      }
    };
    /* Who was quicker than this script has chosen already. */
    if (box.checked) {
      remember();
    } else {
      box.checked = root.classList.contains("elder");
    }
    box.addEventListener("change", remember);
  }
  document.querySelectorAll(".fold-box").forEach(disclose);
  document.querySelectorAll("[data-read]").forEach(readAloud);
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      window.print();
    });
  });
})();
