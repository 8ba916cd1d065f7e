// The setup card: outcome, horizon, total, who gives when one goes up, keep the total.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});

  class Setup {
    constructor(root, host) {
      const { el, amountField } = page.dom, { meta } = host;
      this.host = host;
      this.outcome = select(meta.outcomes, (value) => host.ask({ outcome: value }));
      this.days = select(meta.horizons, (value) => host.ask({ days: Number(value) }));
      this.total = amountField({ class: "text-input form-control num strong", "aria-describedby": "budget-total-note" },
        (amount, typed) => host.setTotal(amount, typed));
      this.mode = select([["next", `The weakest next ${meta.money_word}`], ["proportion", "All, in proportion"]],
        (value) => host.change("How to take from others", (plan) => { plan.mode = value; }));
      this.keep = el("input", { type: "checkbox", role: "switch", class: "form-check-input", id: "budget-keep",
        onchange: () => host.change(this.keep.checked ? "Keep the total" : "Let the total move", (plan) => { plan.keep = this.keep.checked; }) });
      this.totalNote = el("span", { class: "sr", id: "budget-total-note" });
      const field = (label, control, wide) => el("label", { class: `field${wide ? " wide" : ""}` }, el("span", { class: "label" }, label), control);
      this.totalLabel = el("span", { class: "label" });
      this.totalField = el("label", { class: "field" }, this.totalLabel, this.total);
      root.replaceChildren(
        field("Outcome", this.outcome), field("Planned ahead", this.days), this.totalField,
        field("When one goes up, take from", this.mode, true),
        el("label", { class: "form-switch", for: "budget-keep" }, this.keep, el("span", null, "Keep the total")), this.totalNote);

      function select(options, onchange) {
        const list = el("select", { class: "select form-select" }, options.map(([value, text]) => el("option", { value }, text)));
        list.addEventListener("change", () => onchange(list.value));
        return list;
      }
    }

    draw() {
      const { host } = this, { plan, meta } = host, { money } = page.format;
      this.outcome.value = meta.outcome;
      this.days.value = String(meta.days);
      this.mode.value = plan.mode;
      this.mode.disabled = !plan.keep;
      this.keep.checked = plan.keep;
      const { asked } = plan, goal = page.asked.goalOf(asked, meta), shown = goal.name === "outcome" ? plan.total : asked.base;
      page.dom.text(this.totalLabel, goal.name === "outcome" ? "Total budget" : goal.free ? "Spend at most" : "Today's total");
      page.dom.attribute(this.total, "disabled", goal.name !== "outcome" && !goal.free);
      this.total.show(money(shown / 100, meta.sign, host.moneyStyle(shown)));
      page.dom.text(this.totalNote, goal.name !== "outcome" ? goal.note : `Can be from ${money(plan.least / 100, meta.sign, "full")} to ${money(plan.most / 100, meta.sign, "full")} within the limits.`);
    }
  }

  page.Setup = Setup;
})();
