/* A help on the long texts of the desk: a table pasted out of Word, Excel or a page comes in row by row, its cells divided by tabs,
   also where a cell has several lines or covers several columns. Everything else is pasted as ever. */
(function () {
  "use strict";
  var BLOCKS = /^(P|DIV|LI|UL|OL|H[1-6]|TR|SECTION|BLOCKQUOTE|PRE)$/;
  var SKIPPED = /^(STYLE|SCRIPT|TITLE|META|LINK)$/;

  function words(cell) {
    var parts = Array.from(cell.childNodes, function (node) {
      return node.nodeType === Node.COMMENT_NODE ? "" : node.nodeName === "BR" ? " " : node.textContent;
    });
    return parts.join(" ").replace(/\s+/g, " ").trim();
  }

  function span(cell, name) {
    return Math.min(Math.max(cell[name] || 1, 1), 63);
  }

  function rows(table) {
    var above = [];
    var width = Math.max.apply(
      null,
      Array.from(table.rows, function (row) {
        return Array.from(row.cells).reduce(function (sum, cell) {
          return sum + span(cell, "colSpan");
        }, 0);
      }).concat(1)
    );
    return Array.from(table.rows, function (row) {
      var said = [];
      function goOn() {
        while (above[said.length] && above[said.length].left > 0) {
          above[said.length].left -= 1;
          said.push(above[said.length].text);
        }
      }
      var whole = row.cells.length === 1 && span(row.cells[0], "colSpan") === width && width > 1;
      Array.from(row.cells).forEach(function (cell) {
        var text = words(cell);
        goOn();
        for (var n = 0; n < span(cell, "colSpan"); n += 1) {
          above[said.length] = { text: text, left: span(cell, "rowSpan") - 1 };
          said.push(whole && n ? "" : text);
        }
      });
      goOn();
      return said.join("\t");
    });
  }

  // Without its styles, which our pages would refuse and complain of.
  function plain(html) {
    return html.replace(/<style[\s>][\s\S]*?<\/style>/gi, "").replace(/<[a-z][^>]*>/gi, function (tag) {
      return tag.replace(/\sstyle\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, "");
    });
  }

  function linesOf(body) {
    var lines = [""];
    function walk(node) {
      if (node.nodeType === Node.TEXT_NODE) {
        lines[lines.length - 1] += node.textContent.replace(/[\s\u00a0]+/g, " ");
      } else if (node.nodeName === "BR") {
        lines.push("");
      } else if (node.nodeName === "TABLE") {
        lines = lines.concat("", rows(node), "", "");
      } else if (node.nodeType === Node.ELEMENT_NODE && !SKIPPED.test(node.nodeName)) {
        var block = BLOCKS.test(node.nodeName);
        if (block && lines[lines.length - 1].trim()) {
          lines.push("");
        }
        node.childNodes.forEach(walk);
        if (block && lines[lines.length - 1].trim()) {
          lines.push("");
        }
      }
    }
    body.childNodes.forEach(walk);
    return lines
      .map(function (line) {
        return line.indexOf("\t") < 0 ? line.trim() : line;
      })
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .replace(/^\n+|\n+$/g, "");
  }

  // What a pasted page says, line by line, for the editor as well.
  window.linesOfPasted = function (html) {
    return linesOf(new DOMParser().parseFromString(plain(html), "text/html").body);
  };

  document.querySelectorAll("[data-set-out] textarea").forEach(function (area) {
    area.addEventListener("paste", function (event) {
      var html = event.clipboardData ? event.clipboardData.getData("text/html") : "";
      if (!/<table[\s>]/i.test(html)) {
        return;
      }
      var text = window.linesOfPasted(html);
      if (text.indexOf("\t") < 0) {
        return;
      }
      event.preventDefault();
      // Typed rather than set, so that it can be undone.
      if (!document.execCommand("insertText", false, text)) {
        area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
        area.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  });
})();
