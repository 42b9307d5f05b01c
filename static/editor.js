/* A help on the long texts of the desk: beside the plain text, an editor that shows headings and tables as they will stand. What it
   writes is the plain text of the field, line by line, so that both give the same text; nothing else is kept. The editor itself is
   loaded when somebody asks for it. */
(function () {
  "use strict";
  const KEPT = "wuyuan-editor";
  const DIVIDERS = "｜│¦丨|\t";
  const RULE = /^:?-{2,}:?$/;
  const DIGITS = "零一二三四五六七八九";
  // The ways in which county documents number their headings, the highest first (GB/T 9704).
  const LEVELS = [
    { name: "一级标题", is: /^[零〇一二三四五六七八九十百]+、/, number: (n) => `${numeral(n)}、` },
    { name: "二级标题", is: /^[（(][零〇一二三四五六七八九十百]+[）)]/, number: (n) => `（${numeral(n)}）` },
    { name: "三级标题", is: /^[0-9]+[.．]\s*/, number: (n) => `${n}. ` },
  ];
  const OTHER = [
    { is: /^第[零〇一二三四五六七八九十百0-9]+[编章节]/, style: "chapter" },
    { is: /^第[零〇一二三四五六七八九十百0-9]+条/, style: "article" },
    { is: /^〔图[0-9]+/, style: "picture" },
  ];

  function numeral(n) {
    const tens = Math.floor(n / 10);
    const ten = tens > 1 ? DIGITS[tens] + "十" : tens ? "十" : "";
    return ten + (n % 10 || !tens ? DIGITS[n % 10] : "");
  }

  function styleOf(line) {
    const level = LEVELS.findIndex((each, n) => each.is.test(line) && !(n && /[。；]$/.test(line)));
    const other = OTHER.find((each) => each.is.test(line));
    return level >= 0 ? `level-${level + 1}` : other ? other.style : "";
  }

  // From lines to rows: a table is two lines or more, with no blank line between, that are divided alike.
  function dividerOf(lines) {
    return Array.from(DIVIDERS).find((divider) => lines.every((line) => line.trimStart().includes(divider)));
  }

  function cellsOf(line, divider) {
    let inner = divider === "\t" ? line : line.trim();
    if (divider !== "\t" && inner.startsWith(divider) && inner.endsWith(divider) && inner.length > 1) {
      inner = inner.slice(1, -1);
    }
    return inner.split(divider).map((cell) => cell.trim());
  }

  function parse(text) {
    const lines = text.split("\n");
    const blocks = [];
    let start = 0;
    while (start < lines.length) {
      let end = start + 1;
      if (dividerOf([lines[start]])) {
        while (end < lines.length && dividerOf(lines.slice(start, end + 1))) {
          end += 1;
        }
      }
      if (end - start > 1) {
        const divider = dividerOf(lines.slice(start, end));
        const rows = lines.slice(start, end).map((line) => cellsOf(line, divider));
        blocks.push({ rows: rows.filter((row) => !row.every((cell) => RULE.test(cell))) });
      } else {
        blocks.push({ line: lines[start] });
      }
      start = end;
    }
    return blocks;
  }

  // And back.
  function write(doc) {
    const lines = [];
    let table = false;
    doc.forEach(function (block) {
      if (block.type.name !== "table") {
        lines.push(block.textContent);
        table = false;
        return;
      }
      if (table) {
        lines.push("");
      }
      const rows = [];
      block.forEach(function (row) {
        const cells = [];
        row.forEach((cell) => cells.push(cell.textContent.replace(/[｜\s]+/g, " ").trim()));
        rows.push(cells);
      });
      // Outer bars keep the place of an empty cell at the edge.
      const open = rows.some((row) => !row[0] || !row[row.length - 1]);
      rows.forEach((row) => lines.push(open ? `｜${row.join("｜")}｜` : row.join("｜")));
      table = true;
    });
    return lines.join("\n");
  }

  function schemaOf(pm) {
    const nodes = {
      doc: { content: "block+" },
      paragraph: { group: "block", content: "text*", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
      text: {},
    };
    return new pm.model.Schema({
      nodes: Object.assign(nodes, pm.tables.tableNodes({ tableGroup: "block", cellContent: "paragraph", cellAttributes: {} })),
    });
  }

  function nodesOf(schema, blocks) {
    const paragraph = (line) => schema.nodes.paragraph.create(null, line ? schema.text(line) : null);
    return blocks.map(function (block) {
      if (!block.rows) {
        return paragraph(block.line);
      }
      const width = Math.max(...block.rows.map((row) => row.length));
      const rows = block.rows.map(function (row) {
        const cells = row.concat(Array(width - row.length).fill(""));
        return schema.nodes.table_row.create(null, cells.map((cell) => schema.nodes.table_cell.create(null, paragraph(cell))));
      });
      return schema.nodes.table.create(null, rows);
    });
  }

  function styling(pm) {
    return new pm.state.Plugin({
      props: {
        decorations: function (state) {
          const found = [];
          state.doc.forEach(function (block, at) {
            const style = block.type.name === "paragraph" ? styleOf(block.textContent) : "";
            if (style) {
              found.push(pm.view.Decoration.node(at, at + block.nodeSize, { class: style }));
            }
          });
          return pm.view.DecorationSet.create(state.doc, found);
        },
      },
    });
  }

  // What a line becomes: the next number of that level, or no number if it had one of that level.
  function numbered(level) {
    return function (state, dispatch) {
      const { $from } = state.selection;
      if ($from.depth < 1 || $from.node(1).type.name !== "paragraph") {
        return false;
      }
      const line = $from.node(1).textContent;
      const old = LEVELS.map((each) => each.is.exec(line)).find(Boolean);
      let count = 1;
      state.doc.forEach(function (block, at) {
        const own = at < $from.before(1) ? LEVELS.findIndex((each) => each.is.test(block.textContent)) : -1;
        count = own === level ? count + 1 : own >= 0 && own < level ? 1 : count;
      });
      if (dispatch) {
        const from = $from.start(1);
        const is = LEVELS[level].is.test(line);
        const tr = state.tr.insertText(is ? "" : LEVELS[level].number(count), from, from + (old ? old[0].length : 0));
        dispatch(tr.scrollIntoView());
      }
      return true;
    };
  }

  function newTable(pm, schema) {
    return function (state, dispatch) {
      const { $from } = state.selection;
      if ($from.depth < 1 || $from.node(1).type.name === "table") {
        return false;
      }
      if (dispatch) {
        const [table] = nodesOf(schema, [{ rows: Array(3).fill(["", "", ""]) }]);
        const at = $from.after(1);
        const tr = state.tr.insert(at, table);
        dispatch(tr.setSelection(pm.state.TextSelection.near(tr.doc.resolve(at + 1))).scrollIntoView());
      }
      return true;
    };
  }

  function open(pm, box, area, close) {
    const schema = schemaOf(pm);
    const tables = pm.tables;
    const commands = LEVELS.map((level, n) => [level.name, numbered(n)]).concat([
      ["插入表格", newTable(pm, schema)],
      ["加一行", tables.addRowAfter],
      ["加一列", tables.addColumnAfter],
      ["删这行", tables.deleteRow],
      ["删这列", tables.deleteColumn],
      ["删表格", tables.deleteTable],
      ["撤销", pm.history.undo],
      ["重做", pm.history.redo],
    ]);
    const bar = document.createElement("div");
    bar.className = "editor-bar";
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", "排版");
    const place = document.createElement("div");
    place.className = "editor";
    box.insertBefore(place, area);
    box.insertBefore(bar, place);
    const label = document.querySelector(`label[for="${area.id}"]`);
    const doc = (text) => schema.nodes.doc.create(null, nodesOf(schema, parse(text)));
    // A text out of another program or a phrase: within a line or a cell as words, else as lines and tables.
    function paste(text) {
      const blocks = parse(text.replace(/\r\n?/g, "\n"));
      const { state } = view;
      if ((blocks.length === 1 && !blocks[0].rows) || state.selection.$from.depth > 1) {
        view.dispatch(state.tr.insertText(text.replace(/\s+/g, " ").trim()).scrollIntoView());
      } else {
        const slice = new pm.model.Slice(pm.model.Fragment.from(nodesOf(schema, blocks)), 0, 0);
        view.dispatch(state.tr.replaceSelection(slice).scrollIntoView());
      }
    }
    function pasted(_view, event) {
      const html = event.clipboardData.getData("text/html");
      event.preventDefault();
      paste((html && window.linesOfPasted(html)) || event.clipboardData.getData("text/plain"));
      return true;
    }
    const view = new pm.view.EditorView(place, {
      state: pm.state.EditorState.create({
        doc: doc(area.value),
        plugins: [
          pm.history.history(),
          pm.keymap.keymap({
            "Mod-z": pm.history.undo,
            "Mod-y": pm.history.redo,
            "Shift-Mod-z": pm.history.redo,
            Tab: tables.goToNextCell(1),
            "Shift-Tab": tables.goToNextCell(-1),
          }),
          pm.keymap.keymap(pm.commands.baseKeymap),
          tables.tableEditing(),
          styling(pm),
        ],
      }),
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label ? label.textContent.trim() : "正文",
        ...(area.getAttribute("aria-describedby") && { "aria-describedby": area.getAttribute("aria-describedby") }),
      },
      // Before the editor parses it by itself, with all its styles.
      handleDOMEvents: { paste: pasted },
      clipboardTextSerializer: (slice) => write(slice.content),
      dispatchTransaction: function (transaction) {
        view.updateState(view.state.apply(transaction));
        if (transaction.docChanged) {
          area.value = write(view.state.doc);
          area.dispatchEvent(new Event("input", { bubbles: true }));
        }
        refresh();
      },
    });
    const buttons = commands.map(function ([name, command]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-small";
      button.textContent = name;
      button.addEventListener("click", function () {
        command(view.state, view.dispatch, view);
        view.focus();
      });
      bar.append(button);
      return [button, command];
    });
    function refresh() {
      buttons.forEach(function ([button, command]) {
        button.disabled = !command(view.state);
      });
    }
    refresh();
    area.hidden = true;
    function taken(event) {
      event.preventDefault();
      paste(event.detail);
      view.focus();
    }
    area.addEventListener("phrase", taken);
    view.focus();
    return function () {
      area.removeEventListener("phrase", taken);
      view.destroy();
      place.remove();
      bar.remove();
      area.hidden = false;
      close();
    };
  }

  function offer(box) {
    const area = box.querySelector("textarea");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small editor-switch";
    let shut = null;
    function name() {
      button.textContent = shut ? "回到纯文本" : "用编辑器";
      button.setAttribute("aria-pressed", String(Boolean(shut)));
    }
    async function change(asked) {
      if (shut) {
        shut();
        shut = null;
      } else {
        button.disabled = true;
        try {
          const { pm } = await import(box.dataset.editor);
          shut = open(pm, box, area, () => area.focus());
        } finally {
          button.disabled = false;
        }
      }
      if (asked) {
        try {
          window.localStorage.setItem(KEPT, shut ? "1" : "");
        } catch {
          // Whoever keeps nothing chooses each time.
        }
      }
      name();
    }
    button.addEventListener("click", () => change(true));
    name();
    box.insertBefore(button, area);
    try {
      if (window.localStorage.getItem(KEPT)) {
        change(false);
      }
    } catch {
      // As above.
    }
  }

  document.querySelectorAll("[data-editor]").forEach(offer);
})();
