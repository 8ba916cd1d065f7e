// The row below a campaign: its minimum and maximum, and a slider of its own scale for fine steps.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});

  class Limits {
    constructor(host, i) {
      const { el, button, amountField } = page.dom, c = host.meta.campaigns[i];
      this.host = host;
      this.i = i;
      const field = (label, control) => el("label", { class: "field" }, el("span", { class: "label" }, label), control);
      const limit = (which, name) => amountField({ class: "text-input form-control num", "aria-label": `${name} of ${c.name}` },
        (amount, typed) => host.setLimit(i, which, amount, typed));
      this.lower = limit("lower", "Minimum");
      this.upper = limit("upper", "Maximum");
      this.fine = page.slider(host, i, () => this.range());
      this.today = el("span", { class: "mark-at-today" });
      this.best = el("span", { class: "mark-at-best" });
      this.fill = el("span", { class: "fill" });
      this.ends = [el("span"), el("span")];
      this.slider = el("div", { class: "slider" }, el("span", { class: "allowed whole" }), this.fill, this.today, this.best, this.fine);
      this.note = el("p", { class: "fs-12 muted" });
      this.toToday = button("Today's amount", { small: true }, () => host.setAmount(i, host.plan.today[i] / 100));
      this.toBest = button("Best amount", { small: true }, () => host.setAmount(i, host.best.cents[i] / 100));
      this.usual = button("Usual limits", { small: true }, () => host.usualLimits(i));
      this.node = el("div", { class: `bud-detail ${c.hue}`, role: "group", "aria-label": `Limits of ${c.name}` },
        el("div", { class: "bud-limits" }, field("Minimum", this.lower), field("Maximum", this.upper),
          el("div", { class: "field bud-fine" }, el("span", { class: "label scale" }, this.ends), this.slider)),
        el("div", { class: "bud-detail-foot" }, this.note, el("div", { class: "acts" }, this.toToday, this.toBest, this.usual)));
    }

    range() {
      const { plan } = this.host, { i } = this;
      return [Math.min(plan.lower[i], plan.spend[i]), Math.max(plan.upper[i], plan.spend[i], plan.lower[i] + 100)];
    }

    draw() {
      const { host, i } = this, { plan, meta, best } = host, { text, attribute, style } = page.dom, { money } = page.format;
      const [low, high] = this.range(), share = (value) => Math.min(Math.max((value - low) / (high - low), 0), 1).toFixed(5);
      const full = (value) => money(value / 100, meta.sign, host.moneyStyle(value));
      this.lower.show(full(plan.lower[i]));
      this.upper.show(full(plan.upper[i]));
      text(this.ends[0], full(low));
      text(this.ends[1], full(high));
      const today = plan.today[i], spend = plan.spend[i], inside = today >= low && today <= high;
      style(this.slider, "--from", share(Math.min(today, spend)));
      style(this.slider, "--to", share(Math.max(today, spend)));
      style(this.slider, "--today", share(today));
      attribute(this.today, "hidden", !inside);
      attribute(this.best, "hidden", !best || plan.locked[i]);
      if (best) style(this.slider, "--best", share(best.cents[i]));
      page.drawSlider(host, this.fine, i);
      const seen = `${host.seenText(i)}, which is up to ${money(meta.campaigns[i].seen, meta.sign, "full")} for ${meta.days} days. `;
      text(this.note, (host.isBeyond(i, spend) ? `Outside of what was seen: ${seen}` : `Seen: ${seen}`) +
        `Arrow keys step ${money(page.keyStep(plan, i) / 100, meta.sign, host.moneyStyle(page.keyStep(plan, i)))}, with Shift ten times as far.`);
      attribute(this.toToday, "disabled", plan.locked[i] || spend === today);
      text(this.toBest.lastChild, `${host.bestName()} amount`);
      attribute(this.toBest, "hidden", !best);
      attribute(this.toBest, "disabled", plan.locked[i] || !best || spend === best.cents[i]);
      attribute(this.usual, "disabled", plan.lower[i] === plan.defaultLower[i] && plan.upper[i] === plan.defaultUpper[i]);
    }
  }

  page.Limits = Limits;
})();
