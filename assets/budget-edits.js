// What a person can do to the plan other than by dragging: type an amount, a total or a limit, lock, reset.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});

  // Methods of the page in budget.js.
  page.edits = {
    setAmount(i, amount, typed) {
      const { name } = this.meta.campaigns[i];
      if (!this.isAmount(amount, typed)) return;
      const wanted = page.state.cents(amount), gesture = this.plan.gesture(i, this.value), spend = gesture.at(wanted);
      this.change(`${name} to ${this.amount(spend[i])}`, (plan) => { plan.spend = spend; });
      if (spend[i] === wanted) return;
      const { lower, upper } = this.plan, limit = wanted > spend[i] ? upper[i] : lower[i];
      const why = spend[i] === limit ? `That is its ${wanted > spend[i] ? "maximum" : "minimum"}; open its row to change the limits.`
        : `The other campaigns can ${wanted > spend[i] ? "give" : "take"} no more within their limits. Switch off “Keep the total” to let it move.`;
      this.note.show("info", `${name} is now at ${this.amount(spend[i])}.`, why);
    },

    setTotal(amount, typed) {
      if (!this.isAmount(amount, typed)) return;
      const total = page.state.cents(amount);
      if (this.plan.asked.goal !== "outcome") { this.setBase(total); return; }
      this.change(`Total to ${this.amount(total)}`, (plan) => plan.fit(total, this.value) || this.impossible(total));
    },

    setLimit(i, which, amount, typed) {
      if (!this.isAmount(amount, typed)) return;
      const { name } = this.meta.campaigns[i], cents = page.state.cents(amount);
      this.change(`${which === "lower" ? "Minimum" : "Maximum"} of ${name} ${this.amount(cents)}`, (plan) => {
        plan[which][i] = cents;
        this.settle(i);
      });
    },

    usualLimits(i) {
      this.change(`Usual limits of ${this.meta.campaigns[i].name}`, (plan) => {
        plan.lower[i] = plan.defaultLower[i];
        plan.upper[i] = plan.defaultUpper[i];
        this.settle(i);
      });
    },

    // After a limit changed: the campaign comes within it, the others make up for it; where they cannot, the amounts stay.
    settle(i) {
      const { plan } = this, inside = Math.min(Math.max(plan.spend[i], plan.lower[i]), plan.upper[i]);
      if (plan.lower[i] > plan.upper[i]) {
        this.note.show("neg", "No split fits these limits.", `The minimum of ${this.meta.campaigns[i].name} is above its maximum. Your plan has not changed.`, [["Undo", () => this.undo()]]);
      } else if (inside !== plan.spend[i] && !plan.locked[i]) {
        if (!plan.keep) plan.spend[i] = inside;
        else if (!plan.fit(plan.total, this.value)) this.impossible(plan.total);
      }
    },

    // Says why no split has this total. Returns false: nothing has changed.
    impossible(total) {
      const { plan } = this, low = total < plan.least, edge = low ? plan.least : plan.most, by = Math.abs(edge - total);
      const words = `The ${low ? "minimums" : "maximums"} add up to ${this.amount(edge)}, which is ${this.amount(by)} ${low ? "more" : "less"} than the total of ${this.amount(total)}. Your plan has not changed.`;
      this.note.show("neg", "No split fits these limits.", words, [this.fixOf(low ? "Raise" : "Lower", edge)]);
      return false;
    },

    fixOf(verb, edge) {
      return [`${verb} the total to ${this.amount(edge)}`, () => this.setTotal(edge / 100, "")];
    },

    isAmount(amount, typed) {
      const good = Number.isFinite(amount) && amount >= 0 && amount <= this.meta.most_amount;
      if (!good) this.note.show("neg", `“${typed}” is not an amount that can be planned.`, "Type one of 0 or more, such as 84,000 or 84k. Your plan has not changed.");
      this.changed();
      return good;
    },

    toggleLock(i) {
      const { name } = this.meta.campaigns[i];
      this.change(`${this.plan.locked[i] ? "Unlock" : "Lock"} ${name}`, (plan) => { plan.locked[i] = !plan.locked[i]; });
    },

    resetToToday() { this.change("Reset to today", (plan) => plan.reset()); }
  };
})();
