// Amounts and outcomes in words, as all parts of the budget page say them.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});

  // Methods of the page in budget.js.
  page.words = {
    moneyStyle(cents) { return cents !== 0 && Math.abs(cents) < 10000 ? "exact" : "full"; },

    amount(cents) { return page.format.money(cents / 100, this.meta.sign, this.moneyStyle(cents)); },

    outcomeText(value, style = "tile", plus = false) {
      return this.meta.is_money ? page.format.money(value, this.meta.sign, style, plus) : page.format.number(value, style, plus);
    },

    outcomeSpan(lower, upper, bare = false) {
      if (this.meta.is_money) return page.format.span(lower, upper, bare ? "" : this.meta.sign);
      return [lower, upper].map((v) => page.format.number(v, "tile")).join(`${page.format.NBSP}${page.format.DASH} `);
    },

    // A cost of one; that of an impression is less than a cent.
    costText(value) { return value >= 0.1 || value === 0 ? page.format.money(value, this.meta.sign, "exact") : `${this.meta.sign}${Number(value.toPrecision(2))}`; },

    unitCost(t) {
      const cost = t.expected > 0 ? t.spend / t.expected : null;
      return cost !== null && cost > 0 && cost < 0.1 ? this.costText(cost) : page.format.money(cost, this.meta.sign);
    },

    // Only the exact strategy finds the best; what another proposes must not be called so.
    bestName() { return this.plan.asked.strategy === "exact" ? "Best" : "Proposed"; },

    // Above the highest spend seen, what a campaign brings is a guess from the shape of its curve. To the cent, as on the server.
    isBeyond(i, cents) { return cents / 100 > this.meta.campaigns[i].seen + 0.005; },

    seenText(i) {
      const { seen } = this.meta.campaigns[i], day = seen / this.meta.days;
      return `0–${page.format.money(day, this.meta.sign, day < 100 ? "exact" : "full")} a day`;
    },

    nextText(value) {
      return this.meta.is_money ? page.format.money(value, this.meta.sign, "exact") : page.format.number(value * this.meta.next_unit, "round");
    },

    ratioText(t) {
      return this.meta.is_money ? page.format.ratio(t.ratio) : this.unitCost(t);
    }
  };
})();
