// The table of campaigns by weeks: cells that can be typed, pasted into, held, and walked through with the arrow keys.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  // With more cells than this the table waits until a drag is over.
  const LIVE_CELLS = 300;

  class WeeksTable {
    constructor(root, host) {
      const { el } = page.dom, { meta } = host;
      this.host = host;
      this.at = [0, 0];
      this.editing = null;
      const week = (w) => el("th", { scope: "col", class: "r" }, w.label, el("small", null, w.until));
      const head = el("tr", null, el("th", { scope: "col" }, "Campaign"), meta.weeks.map(week), el("th", { scope: "col", class: "r" }, "Amount", el("small", null, "in the plan")));
      this.rows = meta.campaigns.map((c) => this.row(c));
      this.sums = meta.weeks.map(() => el("td", { class: "r" }));
      this.whole = el("td", { class: "r" });
      const body = el("tbody", null, this.rows.map((row) => row.node));
      this.table = el("table", { class: "bud-weeks-table", role: "grid", "aria-label": "Spend by campaign and week", "aria-describedby": "budget-weeks-help" },
        el("thead", null, head), body, el("tfoot", null, el("tr", null, el("th", { scope: "row" }, "All campaigns"), this.sums, this.whole)));
      this.scroller = el("div", { class: "bud-weeks-scroll" }, this.table);
      page.dom.attribute(this.rows[0].cells[0], "tabindex", "0");
      root.replaceChildren(this.scroller);
      body.addEventListener("mousedown", (event) => this.pressed(event));
      body.addEventListener("dblclick", (event) => { const cell = this.placeOf(event.target); if (cell && !this.editing) this.edit(...cell); });
      body.addEventListener("focusin", (event) => { const cell = this.placeOf(event.target); if (cell) this.mark(...cell); });
      body.addEventListener("keydown", (event) => this.key(event));
      body.addEventListener("paste", (event) => this.paste(event));
    }

    row(campaign) {
      const { el, icon } = page.dom;
      const cells = this.host.meta.weeks.map(() => el("td", { class: "r", role: "gridcell", tabindex: "-1" }, icon("lock", true), el("span")));
      const sum = el("td", { class: "r sum" });
      const name = el("th", { scope: "row", title: `${campaign.name}, ${campaign.channel}` }, el("span", { class: "name" }, el("span", { class: `dot ${campaign.hue}`, "aria-hidden": "true" }), el("span", null, campaign.name)));
      return { node: el("tr", null, name, cells, sum), cells, sum };
    }

    placeOf(target) {
      const td = target.closest("td[role=gridcell]");
      if (!td) return null;
      const i = this.rows.findIndex((row) => row.node === td.parentNode);
      return [i, this.rows[i].cells.indexOf(td)];
    }

    mark(i, w) {
      const { attribute } = page.dom, [oldI, oldW] = this.at;
      attribute(this.rows[oldI].cells[oldW], "tabindex", "-1");
      attribute(this.rows[i].cells[w], "tabindex", "0");
      if (oldI !== i || oldW !== w) { this.at = [i, w]; this.host.changed(); }
    }

    go(i, w) {
      const { rows } = this, row = Math.min(Math.max(i, 0), rows.length - 1), week = Math.min(Math.max(w, 0), rows[0].cells.length - 1);
      rows[row].cells[week].focus();
    }

    // A press on the marked cell edits it, as a second click does in a spreadsheet.
    pressed(event) {
      const cell = this.placeOf(event.target);
      if (!cell || this.editing || document.activeElement !== this.rows[cell[0]].cells[cell[1]]) return;
      event.preventDefault();
      this.edit(...cell);
    }

    key(event) {
      const cell = this.placeOf(event.target);
      if (!cell || this.editing || event.altKey || event.ctrlKey || event.metaKey) return;
      const [i, w] = cell, last = this.rows[0].cells.length - 1;
      const moves = { ArrowUp: [i - 1, w], ArrowDown: [i + 1, w], ArrowLeft: [i, w - 1], ArrowRight: [i, w + 1], Home: [i, 0], End: [i, last], PageUp: [i - 10, w], PageDown: [i + 10, w] };
      if (moves[event.key]) this.go(...moves[event.key]);
      else if (event.key === "Enter" || event.key === "F2") this.edit(i, w);
      else if (event.key === " ") this.host.weeksCard.toggle(i, w);
      else if (event.key === "Delete" || event.key === "Backspace") this.host.weeksCard.set([[i, [[w, 0]]]]);
      else if (/^[\d.,]$/.test(event.key)) this.edit(i, w, event.key);
      else return;
      event.preventDefault();
    }

    edit(i, w, typed) {
      const { el } = page.dom, td = this.rows[i].cells[w], before = this.exact(i, w);
      const input = el("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "aria-label": `${this.host.meta.campaigns[i].name}, ${this.host.meta.weeks[w].name}` });
      input.value = typed === undefined ? before : typed;
      this.editing = [i, w];
      let ended = false;
      const end = (keep, next) => {
        if (ended) return;
        ended = true;
        this.editing = null;
        const text = input.value.trim();
        td.classList.remove("is-editing");
        input.remove();
        if (keep && text !== before) this.typed(i, w, text);
        if (next) this.go(...next);
      };
      input.addEventListener("blur", () => end(true));
      input.addEventListener("keydown", (event) => {
        event.stopPropagation();
        const right = event.shiftKey ? w - 1 : w + 1;
        if (event.key === "Enter") end(true, [event.shiftKey ? i - 1 : i + 1, w]);
        else if (event.key === "Escape") end(false, [i, w]);
        else if (event.key === "Tab" && right >= 0 && right < this.rows[i].cells.length) end(true, [i, right]);
        else return;
        event.preventDefault();
      });
      td.classList.add("is-editing");
      td.append(input);
      input.focus();
      if (typed === undefined) input.select();
    }

    exact(i, w) { return page.format.money(page.weeks.cells(this.host.plan, i)[w] / 100, "", "exact").replace(/\.00$/, ""); }

    typed(i, w, text) {
      const amount = page.format.parse(text);
      if (this.host.isAmount(amount, text)) this.host.weeksCard.set([[i, [[w, page.state.cents(amount)]]]]);
    }

    // A block copied from a spreadsheet: lines are campaigns, tabs part the weeks; what is empty stays as it is.
    paste(event) {
      const cell = this.placeOf(event.target), text = event.clipboardData && event.clipboardData.getData("text");
      if (!cell || this.editing || !text) return;
      event.preventDefault();
      const [i, w] = cell, weeks = this.rows[0].cells.length, found = [];
      for (const [down, line] of text.replace(/\r/g, "").replace(/\n$/, "").split("\n").entries()) {
        if (i + down >= this.rows.length) break;
        const pairs = [];
        for (const [right, part] of line.split("\t").entries()) {
          if (!part.trim() || w + right >= weeks) continue;
          const amount = page.format.parse(part);
          if (!this.host.isAmount(amount, part.trim())) return;
          pairs.push([w + right, page.state.cents(amount)]);
        }
        if (pairs.length) found.push([i + down, pairs]);
      }
      if (found.length) this.host.weeksCard.set(found);
    }

    draw() {
      const { host } = this, { plan, meta } = host, { text, flag, style, attribute } = page.dom, weeks = page.weeks, lengths = weeks.lengths(meta);
      if (host.moving !== null && meta.campaigns.length * lengths.length > LIVE_CELLS) return;
      const shown = `${plan.spend.join()}|${JSON.stringify(plan.weeks)}`;
      if (this.shown === shown) return;
      this.shown = shown;
      const plain = (cents) => page.format.money(cents / 100, "", host.moneyStyle(cents));
      const all = this.rows.map((row, i) => {
        const cells = weeks.cells(plan, i), most = Math.max(...cells.map((cell, w) => cell / lengths[w]));
        cells.forEach((cell, w) => {
          const td = row.cells[w], held = weeks.isHeld(plan, i, w);
          text(td.children[1], plain(cell));
          flag(td, "is-held", held);
          attribute(td, "aria-description", held ? "Held" : null);
          // How the pace of the week stands to the highest of the campaign.
          style(td, "--pace", most > 0 ? (cell / lengths[w] / most).toFixed(3) : "0");
        });
        flag(row.node, "is-even", cells.every((cell, w) => Math.abs(cell / lengths[w] - cells[0] / lengths[0]) < 2));
        text(row.sum, plain(plan.spend[i]));
        return cells;
      });
      weeks.totals(all, lengths.length).forEach((sum, w) => text(this.sums[w], plain(sum)));
      text(this.whole, plain(plan.total));
    }
  }

  page.WeeksTable = WeeksTable;
})();
