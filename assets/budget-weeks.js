// The card of the weeks: one line until it is opened; then how to spread, the table, and what the server says it brings.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const ids = { ask: "budget-weeks-ask" };
  const CHANGES = [["", "Any"], ["0.1", "At most 10 %"], ["0.2", "At most 20 %"], ["0.3", "At most 30 %"], ["0.5", "At most 50 %"]];
  const REFUSED = {
    more: (name, amount) => [`The weeks of ${name} would add up to more than its ${amount}.`, "Raise its amount in the rows above first, or release a week that is held."],
    full: (name, amount) => [`All other weeks of ${name} are held.`, `Release one, so that it can take the difference to ${amount}.`],
    nothing: (name, amount) => [`The weeks of ${name} would add up to nothing.`, `Its amount in the plan is ${amount}; set that to 0 in the rows above.`],
  };

  class WeeksCard {
    constructor(root, host) {
      const { el, button } = page.dom, { meta } = host, place = (name) => document.getElementById(`budget-weeks-${name}`);
      this.host = host;
      this.body = place("body");
      this.chart = place("chart");
      this.line = el("p", { "aria-live": "polite" });
      this.opener = button("", { small: true, "aria-controls": "budget-weeks-body" }, () => this.toggleOpen());
      place("head").replaceChildren(el("div", null, el("h2", null, "By week"), this.line), el("div", { class: "card-tools" }, this.opener));
      this.table = new page.WeeksTable(place("table"), host);
      this.search = new page.WeeksSearch(host, this);
      this.brought = Boolean(meta.curves_from);
      this.season = null;
      this.asked = "";
      this.answer = null;
      this.seq = 0;
      this.tools(place("tools"));
      this.proof = el("span", { class: "certificate", hidden: true }, page.dom.icon("check-circle"), el("span"));
      place("proof").replaceChildren(this.proof);
      page.dom.attribute(this.chart, "hidden", this.brought);
    }

    tools(root) {
      const { el, button } = page.dom, { host } = this;
      const ghost = (label, act) => button(label, { small: true }, act);
      this.level = ghost("Evenly", () => this.change("Spread evenly", (plan) => page.weeks.spread(plan, null)));
      this.seasonal = ghost("Like last year’s season", () => this.change("Spread like last year’s season", (plan) => page.weeks.spread(plan, this.season)));
      this.best = button("Best by week", { small: true, iconName: "spark" }, () => this.search.start());
      this.hold = ghost("Hold this week", () => this.toggle(...this.table.at));
      this.free = ghost("Release all", () => this.change("Release all weeks", (plan) => page.weeks.release(plan)));
      this.rule = el("select", { class: "select form-select", "aria-label": "Most change from week to week" }, CHANGES.map(([value, label]) => el("option", { value }, label)));
      this.rule.addEventListener("change", () => this.change("Change from week to week", (plan) => { plan.weeks.change = this.rule.value ? Number(this.rule.value) : null; }));
      this.after = el("input", { type: "checkbox", role: "switch", class: "form-check-input", id: "budget-weeks-after",
        onchange: () => this.change(this.after.checked ? "Count what comes after the end" : "Count the plan’s days only", (plan) => { plan.weeks.after = this.after.checked; }) });
      this.message = el("p", { class: "bud-weeks-message", role: "status" });
      const help = el("p", { class: "field-note", id: "budget-weeks-help" }, "Type or paste amounts; what you type is held, and the campaign’s other weeks make up for it.");
      const known = this.brought ? [] : [this.best];
      const rules = this.brought ? null : el("div", { class: "bud-weeks-rules" }, el("label", { class: "field" }, el("span", { class: "label" }, "Change from week to week"), this.rule),
        el("label", { class: "form-switch", for: "budget-weeks-after" }, this.after, el("span", null, "Count what carries over after the end")));
      root.replaceChildren(el("div", { class: "bud-weeks-acts", role: "group", "aria-label": "Spread the amounts" }, el("span", { class: "label" }, "Spread"), this.level, this.seasonal, known),
        rules || "", this.search.node, this.message, el("div", { class: "bud-weeks-cells" }, help, el("div", { class: "acts" }, this.hold, this.free)));
      if (this.brought) this.message.textContent = host.meta.weeks_unknown;
    }

    change(label, mutate) { this.host.change(label, mutate); }

    // Rows of [campaign, [[week, cents], ...]]; all or none.
    set(rows) {
      const { host } = this, { meta } = host, before = page.weeks.copy(host.plan.weeks);
      let refused = null;
      const many = rows.length > 1 || rows[0][1].length > 1;
      this.change(many ? "Paste weeks" : `${meta.campaigns[rows[0][0]].name}, week of ${meta.weeks[rows[0][1][0][0]].label}`, (plan) => {
        for (const [i, pairs] of rows) {
          const why = page.weeks.set(plan, i, pairs);
          if (!why) continue;
          refused = REFUSED[why](meta.campaigns[i].name, host.amount(plan.spend[i]));
          plan.weeks = before;
          return false;
        }
        return true;
      });
      if (refused) host.note.show("info", refused[0], `${refused[1]} Your plan has not changed.`);
    }

    toggle(i, w) {
      const { host } = this, held = page.weeks.isHeld(host.plan, i, w);
      this.change(`${held ? "Release" : "Hold"} ${host.meta.campaigns[i].name}, week of ${host.meta.weeks[w].label}`, (plan) => page.weeks.toggle(plan, i, w));
    }

    toggleOpen() {
      page.weeksOpen = !page.weeksOpen;
      this.host.changed();
      this.ask();
      // A chart that was hidden has no width yet.
      requestAnimationFrame(() => requestAnimationFrame(() => window.dispatchEvent(new Event("resize"))));
    }

    // The server

    ask() {
      const { host } = this, { plan } = host;
      if (!page.weeksOpen || this.brought || host.off.signal.aborted) return;
      const asked = { weekly: page.weeks.plain(plan), after: plan.weeks.after, outcome: host.meta.outcome, days: host.meta.days, key: host.meta.key };
      const key = JSON.stringify(asked);
      if (key === this.asked) return;
      this.asked = key;
      this.seq += 1;
      host.send(ids.ask, { ...plan.settings(), spend: plan.spendById(), ...asked, part: this.seq });
      host.changed();
    }

    figures(answer) {
      if (answer.part !== this.seq) return;
      this.answer = answer;
      if (answer.ok) this.season = answer.season;
      this.host.changed();
    }

    get waiting() { return Boolean(this.asked) && (!this.answer || this.answer.part !== this.seq); }

    settled() { this.search.stop("The plan has changed, so the search was stopped."); }

    // Drawing

    draw() {
      const { host } = this, { plan, meta } = host, { text, attribute, flag } = page.dom, open = Boolean(page.weeksOpen);
      attribute(this.body, "hidden", !open);
      attribute(this.opener, "aria-expanded", String(open));
      const even = page.weeks.isEven(plan);
      text(this.opener.lastChild, open ? "Close" : even ? "Spread it by week" : "Show the weeks");
      text(this.line, even ? `Spread evenly over ${meta.days} days.` : this.says());
      if (!open) return;
      this.table.draw();
      this.rule.value = plan.weeks.change === null ? "" : String(plan.weeks.change);
      this.after.checked = plan.weeks.after;
      attribute(this.seasonal, "hidden", !this.season);
      attribute(this.free, "hidden", !page.weeks.anyHeld(plan));
      text(this.hold.lastChild, page.weeks.isHeld(plan, ...this.table.at) ? "Release this week" : "Hold this week");
      attribute(this.best, "disabled", this.search.running);
      this.search.draw();
      flag(this.chart, "is-waiting", this.waiting);
      if (this.brought) return;
      const { answer } = this, bound = this.search.bound(), failed = Boolean(answer && !answer.ok && !this.waiting);
      text(this.message, failed ? `${answer.error.head} ${answer.error.text}` : this.search.message);
      const known = answer && answer.ok && !this.waiting && bound !== null && answer.total > 0 && bound >= answer.total * (1 - 1e-4);
      attribute(this.proof, "hidden", !known);
      if (known) text(this.proof.lastChild, provedWithin((bound - answer.total) / bound));
    }

    // Where most of the money is, by pace, as the last week may have fewer days.
    says() {
      const { host } = this, { plan, meta } = host, lengths = page.weeks.lengths(meta);
      const sums = page.weeks.totals(meta.campaigns.map((_, i) => page.weeks.cells(plan, i)), lengths.length);
      const pace = sums.map((sum, w) => sum / lengths[w]), most = pace.indexOf(Math.max(...pace)), least = pace.indexOf(Math.min(...pace));
      const week = (w) => `the week of ${meta.weeks[w].label} (${host.amount(Math.round(pace[w]))} a day)`;
      return most === least || Math.abs(pace[most] - pace[least]) < 0.005 * pace[most] ? "Spread by week; all campaigns together spend evenly." : `Spread by week: most in ${week(most)}, least in ${week(least)}.`;
    }
  }

  function provedWithin(gap) {
    const share = Math.max(gap, 0);
    return `Within ${page.format.percent(share, share < 0.01 ? 2 : 1)} of the best possible by week`;
  }

  page.WeeksCard = WeeksCard;
})();
