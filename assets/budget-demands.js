// What a person can ask of the plan beside moving it: a goal and its values, caution, rules.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});

  // Rounded down to two figures: amounts to begin with, which a person changes.
  function rough(value) {
    if (!(value > 0)) return 1;
    const power = 10 ** (Math.floor(Math.log10(value)) - 1);
    return Math.max(1, Math.floor(value / power + 1e-9)) * power;
  }

  // Methods of the page in budget.js.
  page.demands = {
    // Everything that changes what is asked; "mutate" gets it and the plan.
    demand(label, mutate) { this.change(label, (plan) => mutate(plan.asked, plan)); },

    setGoal(name) {
      const goal = this.meta.goals.find((g) => g.name === name);
      this.demand(`Goal: ${goal.title}`, (asked, plan) => {
        asked.goal = name;
        // Adding and cutting start from today's split.
        asked.base = name === "outcome" ? null : !goal.free ? this.todayTotal : asked.base === null ? plan.total : asked.base;
        for (const [ask] of goal.asks) {
          const key = page.asked.keyOf(name, ask);
          if (asked[key] === null) asked[key] = this.usual(key);
        }
      });
    },

    // Where a value begins: what holds for the plan of now. What a conversion is worth nobody but the company knows.
    usual(key) {
      const { totals, meta, plan } = this, total = plan.total / 100, cost = totals.expected > 0 ? totals.spend / totals.expected : null;
      switch (key) {
        case "reach": return Number(totals.expected.toPrecision(3));
        case "average": return meta.is_money ? Math.max(0.1, Math.round(totals.ratio * 10) / 10) : cost && Number(cost.toPrecision(2));
        case "marginal": return meta.is_money ? 1 : cost && Number(cost.toPrecision(2));
        case "amount": return rough(total / 10);
        case "least": return rough(total / 2);
        default: return meta.is_money ? 1 : null;
      }
    },

    setAsked(goal, ask, label, value, typed) {
      const share = ask === "margin" && this.meta.is_money, zero = ask === "least";
      const good = Number.isFinite(value) && (zero ? value >= 0 : value > 0) && value <= (share ? 1 : this.meta.most_amount);
      if (!good) {
        const wanted = share ? "Type a share above 0 % and at most 100 %, such as 40 %." : `Type a number ${zero ? "of 0 or more" : "above 0"}, such as 84,000 or 2.5.`;
        this.note.show("neg", `“${typed}” cannot be used for “${label}”.`, `${wanted} Your plan has not changed.`);
        this.changed();
        return;
      }
      this.demand(label, (asked) => { asked[page.asked.keyOf(goal, ask)] = value; });
    },

    setCaution(value) { this.demand(value ? `Caution ${page.format.percent(value, 0)}` : "No caution", (asked) => { asked.caution = value; }); },

    setTail(value, typed) {
      if (value > 0 && value <= 0.5) this.demand("Share of bad cases", (asked) => { asked.tail = value; });
      else {
        this.note.show("neg", `“${typed}” is not a share of bad cases.`, "Type one above 0 % and at most 50 %, such as 10 %. Your plan has not changed.");
        this.changed();
      }
    },

    // All limits at once; then the plan comes within them, as after a limit of one campaign.
    limitChanges(share) {
      this.change(`No change above ${page.format.percent(share, share * 100 % 1 ? 1 : 0)}`, (plan) => {
        page.rules.limitChanges(plan, share);
        const inside = plan.spend.map((s, i) => (plan.locked[i] ? s : Math.min(Math.max(s, plan.lower[i]), plan.upper[i])));
        if (inside.every((s, i) => s === plan.spend[i])) return;
        if (!plan.keep) plan.spend = inside;
        else if (!plan.fit(plan.total, this.value)) this.impossible(plan.total);
      });
    },

    clearRules() {
      this.change("Remove all rules", (plan) => {
        plan.lower = plan.defaultLower.slice();
        plan.upper = plan.defaultUpper.slice();
        plan.locked.fill(false);
        Object.assign(plan.asked, { groups: [], floors: {}, active: null });
      });
    },

    // Opens the limits of a campaign in its row.
    showLimits(i) {
      this.rows.reveal(i);
      if (this.rows.open !== i) this.rows.toggle(i);
      const { node } = this.rows.editor;
      node.scrollIntoView({ block: "center" });
      this.rows.editor.lower.focus();
    },

    // The most that may be spent, or where adding and cutting start: what the total field holds for such goals.
    setBase(cents) { this.demand(`Total ${this.amount(cents)}`, (asked) => { asked.base = cents; }); },

    // True where the goal has all that it needs; otherwise says what is missing and goes there.
    hasGoal() {
      const field = page.asked.missing(this.plan.asked, this.meta);
      if (!field) return true;
      this.note.show("neg", `“${field[1]}” is empty.`, "This goal needs it. Your plan has not changed.");
      this.askedLine.askFor(field[0]);
      return false;
    },
  };
})();
