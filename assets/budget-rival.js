// A saved scenario beside the plan, without leaving: who brings more, how sure that is, and where the money differs.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const MOST_ROWS = 6, CENT = 0.005;

  class Rival {
    constructor(root, host) {
      const { el, button } = page.dom, { meta } = host;
      this.root = root;
      this.host = host;
      this.title = el("h2");
      this.note = el("p");
      this.name = el("th", { scope: "col" });
      this.rows = el("tbody");
      this.table = el("table", { class: "bud-totals bud-rival" }, el("thead", null, el("tr", null, el("th", { scope: "col" }, "Where the money differs"), this.name, el("th", { scope: "col" }, "Plan"), el("th", { scope: "col" }, "Difference"))), this.rows);
      this.rest = el("p", { class: "fs-12 muted" });
      root.replaceChildren(
        el("div", { class: "card-head" }, el("div", null, this.title, this.note), el("div", { class: "card-tools" }, button("Take it away", { kind: "ghost", iconName: "close", iconOnly: true, small: true }, () => this.choose(null)))),
        el("div", { class: "card-body" }, this.table, this.rest));
      this.list = el("ul", { class: "bud-rivals" });
      this.says = el("p", { class: "fs-13 muted" });
      this.find = el("input", { type: "search", class: "text-input form-control", placeholder: "Find a scenario", "aria-label": "Find a scenario", oninput: () => this.narrow() });
      this.dialog = el("dialog", { class: "bud-dialog", "aria-labelledby": "budget-rival-title" }, el("div", { class: "modal-content" },
        el("div", { class: "modal-header" }, el("h2", { class: "modal-title", id: "budget-rival-title" }, "Compare the plan with a scenario")),
        el("div", { class: "modal-body" }, this.find, this.list, this.says),
        el("div", { class: "modal-footer" }, button("Cancel", { kind: "ghost" }, () => this.dialog.close()))));
      host.places.dialog.append(this.dialog);
      const kept = page.keptRival;
      this.use(kept && kept.question === this.question() ? kept.scenario : null);
      this.says.textContent = `Scenarios of ${meta.outcome_name.toLowerCase()} in ${meta.days} days can stand beside this plan.`;
    }

    question() { const { meta } = this.host; return `${meta.outcome}|${meta.days}|${meta.key}`; }

    ask() {
      this.list.replaceChildren(page.dom.el("li", { class: "muted fs-13" }, "Looking for scenarios…"));
      this.find.value = "";
      this.find.hidden = true;
      this.dialog.showModal();
      this.host.send("budget-rivals-ask", { outcome: this.host.meta.outcome, days: this.host.meta.days, key: this.host.meta.key });
    }

    answered(answer) {
      const { el } = page.dom;
      if (!answer.ok) { this.list.replaceChildren(el("li", { class: "neg fs-13", role: "alert" }, `${answer.error.head} ${answer.error.text}`)); return; }
      this.find.hidden = answer.scenarios.length < 8;
      this.list.replaceChildren(...answer.scenarios.map((s) => el("li", { "data-find": `${s.name} ${s.saved}`.toLowerCase() },
        el("button", { type: "button", class: "bud-rival-pick", onclick: () => { this.dialog.close(); this.choose(s); } }, el("b", null, s.name), el("small", null, s.saved)))));
      if (!answer.scenarios.length) this.list.append(el("li", { class: "muted fs-13" }, "None is saved for this outcome and horizon yet. Save the plan first, then go on."));
      const first = this.list.querySelector("button");
      if (first) first.focus();
    }

    narrow() {
      const words = this.find.value.trim().toLowerCase().split(/\s+/);
      for (const line of this.list.children) line.hidden = !words.every((word) => (line.dataset.find || "").includes(word));
    }

    choose(scenario) {
      page.keptRival = scenario && { question: this.question(), scenario };
      this.use(scenario);
      this.host.changed();
      if (scenario) requestAnimationFrame(() => this.root.scrollIntoView({ block: "nearest" }));
    }

    use(scenario) {
      const { host } = this, { campaigns } = host.meta;
      this.scenario = scenario;
      if (!scenario) return;
      // A campaign that the scenario does not know spends as today.
      this.spend = campaigns.map((c) => scenario.spend[c.id] ?? c.today);
      this.outlook = new page.math.Outlook(host.curves).set(this.spend);
      page.dom.text(this.name, scenario.name);
    }

    draw() {
      const { host, scenario } = this, { attribute, text } = page.dom, { chance, money } = page.format;
      attribute(this.root, "hidden", !scenario);
      if (!scenario) return;
      const { meta } = host, t = page.math.totals(host.outlook, this.outlook, meta.level), more = t.gain >= 0, { what } = meta;
      const spent = t.spend - this.spend.reduce((a, b) => a + b, 0), named = `“${scenario.name}”`;
      const words = Math.abs(spent) < 0.5 ? "for the same spend" : `for ${money(Math.abs(spent), meta.sign, "full")} ${spent > 0 ? "more" : "less"} spend`;
      if (t.chance === null) {
        text(this.title, `The plan is the same split as ${named}`);
        text(this.note, "Move a slider, and the difference stands here.");
      } else {
        text(this.title, `The plan brings about ${host.outcomeText(Math.abs(t.gain), "round")} ${more ? "more" : meta.is_money ? "less" : "fewer"}${what} than ${named}`);
        const ends = (more ? [t.gainLower, t.gainUpper] : [-t.gainUpper, -t.gainLower]).map((v) => host.outcomeText(v, "round"));
        text(this.note, meta.ranged ? `Between ${ends.join(" and ")} ${more ? "more" : "less"}, ${words}. Chance that it brings more: ${chance(t.chance)}.` : `${words[0].toUpperCase()}${words.slice(1)}.`);
      }
      this.drawRows();
    }

    drawRows() {
      const { host } = this, { el } = page.dom, { meta, plan } = host, { money } = page.format;
      const apart = meta.campaigns.map((c, i) => ({ c, mine: plan.money(i), theirs: this.spend[i] })).filter((r) => Math.abs(r.mine - r.theirs) > CENT)
        .sort((a, b) => Math.abs(b.mine - b.theirs) - Math.abs(a.mine - a.theirs));
      const shown = apart.slice(0, MOST_ROWS), full = (value) => money(value, meta.sign, "full");
      const drawn = JSON.stringify([shown.map((r) => [r.c.id, Math.round(r.mine), Math.round(r.theirs)]), apart.length]);
      if (this.drawn === drawn) return;
      this.drawn = drawn;
      this.table.hidden = !shown.length;
      this.rows.replaceChildren(...shown.map((r) => el("tr", null, el("th", { scope: "row" }, r.c.name), el("td", null, full(r.theirs)), el("td", { class: "is-plan" }, full(r.mine)), el("td", null, money(r.mine - r.theirs, "", "full", true)))));
      this.rest.textContent = apart.length > MOST_ROWS ? `And ${apart.length - MOST_ROWS} more.` : this.scenario.missing ? `${this.scenario.missing} Both are valued with the curves in use.` : "Both are valued with the curves in use.";
    }
  }

  page.Rival = Rival;
})();
