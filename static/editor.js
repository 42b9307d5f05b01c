/* A help on the long texts of the desk: beside the plain text, an editor that shows headings and tables as they will stand. What it
   writes is the plain text of the field, line by line, so that both give the same text; nothing else is kept. The editor itself is
   loaded when somebody asks for it. */
(function () {
  "use strict";
  const KEPT = "wuyuan-editor";
  // What may divide the cells of a row: the first that stands in none of them.
  const DIVIDERS = ["｜", "│", "¦", "\t"];
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
    if (n > 99) {
      return String(n);
    }
    const tens = Math.floor(n / 10);
    const ten = tens > 1 ? DIGITS[tens] + "十" : tens ? "十" : "";
    return ten + (n % 10 || !tens ? DIGITS[n % 10] : "");
  }

  function styleOf(line) {
    const level = LEVELS.findIndex((each, n) => each.is.test(line) && !(n && /[。；]$/.test(line)));
    const other = OTHER.find((each) => each.is.test(line));
    return level >= 0 ? `level-${level + 1}` : other ? other.style : "";
  }

  // What a text is made of is read where pages and papers read it: by the server. Lines, and tables by their cells.
  async function read(box, area, text) {
    const body = new URLSearchParams({ pieces: text });
    body.append("csrfmiddlewaretoken", area.form.elements.namedItem("csrfmiddlewaretoken").value);
    const answer = await fetch(box.dataset.setOut, { method: "POST", body, redirect: "error", credentials: "same-origin" });
    const said = await answer.json();
    if (!answer.ok) {
      throw new Error(said.wrong);
    }
    return said.pieces.flatMap((piece) => (piece.rows ? [piece] : piece.lines.map((line) => ({ line }))));
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
        row.forEach((cell) => cells.push(cell.textContent.replace(/\s+/g, " ").trim()));
        rows.push(cells);
      });
      const divider = DIVIDERS.find((each) => !rows.some((row) => row.some((cell) => cell.includes(each))));
      // Bars around every row keep the place of an empty cell at the edge.
      const bar = divider !== "\t" && rows.some((row) => !row[0] || !row[row.length - 1]) ? divider : "";
      rows.forEach((row) => lines.push(`${bar}${row.join(divider)}${bar}`));
      table = true;
    });
    // The line below a table that ends the text is there to be written in.
    const last = doc.childCount > 1 && doc.child(doc.childCount - 2).type.name === "table";
    return (last && lines[lines.length - 1] === "" ? lines.slice(0, -1) : lines).join("\n");
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

  // So that there is a line to write in below a table.
  function ending(pm) {
    return new pm.state.Plugin({
      appendTransaction: function (_transactions, _old, state) {
        const last = state.doc.lastChild;
        return last.type.name === "table" ? state.tr.insert(state.doc.content.size, state.schema.nodes.paragraph.create()) : null;
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

  function open(pm, box, area, pieces, tell) {
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
    const blocks = pieces.concat(pieces.length && pieces[pieces.length - 1].rows ? [{ line: "" }] : []);
    // A text out of another program, or a phrase: within a line or a cell as words, else as lines and tables.
    async function paste(text) {
      if (!text.trim()) {
        return;
      }
      try {
        const found = await read(box, area, text.replace(/\r\n?/g, "\n"));
        const { state } = view;
        if ((found.length === 1 && !found[0].rows) || state.selection.$from.depth > 1) {
          view.dispatch(state.tr.insertText(text.replace(/\s+/g, " ").trim()).scrollIntoView());
        } else {
          const slice = new pm.model.Slice(pm.model.Fragment.from(nodesOf(schema, found)), 0, 0);
          view.dispatch(state.tr.replaceSelection(slice).scrollIntoView());
        }
      } catch (error) {
        tell(error.message);
      }
    }
    const said = (data) => {
      const html = data.getData("text/html");
      return (html && window.linesOfPasted(html)) || data.getData("text/plain");
    };
    function pasted(_view, event) {
      event.preventDefault();
      paste(said(event.clipboardData));
      return true;
    }
    function dropped(_view, event) {
      const at = view.dragging ? null : view.posAtCoords({ left: event.clientX, top: event.clientY });
      if (!at) {
        return Boolean(!view.dragging && event.preventDefault());
      }
      event.preventDefault();
      view.dispatch(view.state.tr.setSelection(pm.state.TextSelection.near(view.state.doc.resolve(at.pos))));
      paste(said(event.dataTransfer));
      return true;
    }
    const view = new pm.view.EditorView(place, {
      state: pm.state.EditorState.create({
        doc: schema.nodes.doc.create(null, nodesOf(schema, blocks)),
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
          ending(pm),
        ],
      }),
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label ? label.textContent.trim() : "正文",
        ...Object.fromEntries(
          ["aria-describedby", "aria-invalid"].filter((name) => area.hasAttribute(name)).map((name) => [name, area.getAttribute(name)])
        ),
      },
      // Before the editor parses it by itself, with all its styles.
      handleDOMEvents: { paste: pasted, drop: dropped },
      clipboardTextSerializer: (slice) =>
        slice.content.firstChild && slice.content.firstChild.type.name === "table_row"
          ? write(pm.model.Fragment.from(schema.nodes.table.create(null, slice.content)))
          : write(slice.content),
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
    // One stop of the tab key for the whole bar, and arrows within it.
    bar.addEventListener("keydown", function (event) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const able = buttons.map(([button]) => button).filter((button) => !button.disabled);
      if (step && able.length) {
        able[(able.indexOf(document.activeElement) + step + able.length) % able.length].focus();
        event.preventDefault();
      }
    });
    function refresh() {
      let first = true;
      buttons.forEach(function ([button, command]) {
        button.disabled = !command(view.state);
        button.tabIndex = !button.disabled && first ? 0 : -1;
        first = first && button.disabled;
      });
    }
    refresh();
    area.hidden = true;
    const labelled = () => view.focus();
    if (label) {
      label.addEventListener("click", labelled);
    }
    function taken(event) {
      event.preventDefault();
      paste(event.detail);
      view.focus();
    }
    area.addEventListener("phrase", taken);
    view.focus();
    return function () {
      area.removeEventListener("phrase", taken);
      if (label) {
        label.removeEventListener("click", labelled);
      }
      view.destroy();
      place.remove();
      bar.remove();
      area.hidden = false;
      area.focus();
    };
  }

  function offer(box) {
    const area = box.querySelector("textarea");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small editor-switch";
    const status = document.createElement("p");
    status.className = "hint editor-says";
    status.setAttribute("role", "status");
    let shut = null;
    const tell = (words) => {
      status.textContent = words;
    };
    function name() {
      button.textContent = shut ? "回到纯文本" : "用编辑器";
    }
    async function change(asked) {
      if (shut) {
        shut();
        shut = null;
      } else {
        button.disabled = true;
        tell("");
        try {
          const [{ pm }, pieces] = await Promise.all([import(box.dataset.editor), read(box, area, area.value)]);
          shut = open(pm, box, area, pieces, tell);
        } catch (error) {
          tell(`编辑器打不开，请接着用纯文本。${error.message || ""}`);
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
    box.insertBefore(status, area);
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
