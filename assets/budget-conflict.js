// Two versions of one scenario: what somebody saved meanwhile beside one's own plan, and what to do about it.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});

  class Conflict {
    constructor(root, host) {
      const { el } = page.dom;
      this.host = host;
      this.title = el("h2", { class: "modal-title", id: "budget-conflict-title" });
      this.sub = el("p", { class: "soft fs-13" });
      this.body = el("div", { class: "modal-body" });
      this.error = el("p", { class: "neg fs-13", role: "alert" });
      this.acts = el("div", { class: "modal-footer bud-conflict-acts" });
      this.dialog = el("dialog", { class: "bud-dialog bud-conflict", "aria-labelledby": "budget-conflict-title" },
        el("div", { class: "modal-content" }, el("div", { class: "modal-header" }, el("div", null, this.title, this.sub)), this.body, this.acts));
      root.append(this.dialog);
    }

    // found: both versions as the server lays them out. plan: what was to be saved; without it this is only a look.
    open(found, plan) {
      const { button } = page.dom, next = found.version + 1;
      this.found = found;
      this.plan = plan || null;
      this.title.textContent = plan ? `“${found.name}” has changed since you began` : `What changed in “${found.name}”`;
      this.sub.textContent = `${this.host.whoText(found.who)} saved version ${found.version} (${found.saved}) while you worked on version ${found.base_version}.${plan ? " Nothing is overwritten: each version stays in the history." : ""}`;
      this.error.textContent = "";
      this.body.replaceChildren(...this.contents(found), this.error);
      const close = button(plan ? "Cancel" : "Close", { kind: "ghost" }, () => this.dialog.close());
      const theirs = button("Open theirs", plan ? {} : { kind: "primary" }, () => { this.dialog.close(); this.host.openTheirs(found); });
      if (!plan) this.acts.replaceChildren(close, theirs);
      else {
        this.onTop = button(`Save mine as version ${next}`, { kind: "primary" }, () => this.saveOnTop());
        const anew = button("Save mine as a new scenario", {}, () => { this.dialog.close(); this.host.save.open({ ...plan, name: this.anotherName(), scenario_id: null, base_version: null }); });
        this.acts.replaceChildren(close, theirs, anew, this.onTop);
      }
      if (!this.dialog.open) this.dialog.showModal();
      close.focus();
    }

    anotherName() {
      const name = this.plan.name.trim() || this.found.name, end = ` (${window.productNews.person() || "mine"})`;
      const most = this.host.meta.name_length;
      return name.endsWith(end) ? name : Array.from(name).slice(0, most - Array.from(end).length).join("") + end;
    }

    contents(found) {
      const { el } = page.dom;
      const head = el("tr", null, el("th", { scope: "col" }, el("span", { class: "sr" }, "Figure or campaign")), found.heads.map(([name, note], k) => el("th", { scope: "col" }, name, el("small", null, k === 2 && !this.plan ? "as it stands now" : note))));
      const totals = found.totals.map((t) => el("tr", null, el("th", { scope: "row" }, t.label, t.note ? el("small", null, t.note) : null), t.cells.map(([value, range]) => el("td", { class: "is-moved" }, value, range ? el("small", null, range) : null))));
      const rows = found.rows.map((r) => el("tr", { class: r.both ? "is-both" : null }, el("th", { scope: "row" }, r.name, r.both ? el("small", null, "moved in both") : null), r.cells.map((value, k) => {
        return el("td", { class: k > 0 && value !== r.cells[0] ? "is-moved" : null }, value);
      })));
      const words = [...found.words, found.archived ? "It was put away meanwhile; saving keeps it there." : ""].filter(Boolean);
      return [
        ...words.map((text) => el("p", { class: "fs-13" }, text)),
        el("div", { class: "bud-conflict-table", tabindex: "0", role: "region", "aria-label": "What differs" }, el("table", { class: "bud-totals" }, el("thead", null, head), el("tbody", null, totals, rows))),
        found.more ? el("p", { class: "fs-12 muted" }, found.more) : null,
        found.theirs_note ? el("p", { class: "fs-13" }, el("b", null, "Their note: "), found.theirs_note) : null,
      ].filter(Boolean);
    }

    saveOnTop() {
      if (this.onTop.getAttribute("aria-disabled")) return;
      page.dom.attribute(this.onTop, "aria-disabled", "true");
      this.host.deliver({ ...this.plan, scenario_id: this.found.id, base_version: this.found.version }, this);
    }

    waits(words) { this.error.textContent = words; }

    answered(answer, plan) {
      const open = this.dialog.open;
      if (answer.ok) { this.dialog.close(); return true; }
      if (!open) return false;
      page.dom.attribute(this.onTop, "aria-disabled", null);
      // Somebody was faster once more: the same question, with what is newest now.
      if (answer.conflict) this.open(answer.conflict, plan);
      else this.error.textContent = `${answer.error.head} ${answer.error.text}`.trim();
      return true;
    }
  }

  page.Conflict = Conflict;
})();
