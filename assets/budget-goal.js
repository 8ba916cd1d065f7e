// Goal: what the plan aims at, and the values that the goal needs.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});

  // What a person typed for a share: "40", "40 %", "0,4 %". NaN where it is none.
  const parseShare = (typed) => page.format.parse(String(typed).replace(/%\s*$/, "").trim()) / 100;

  class GoalPart {
    constructor(host) {
      const { el } = page.dom, { meta } = host;
      this.host = host;
      this.select = el("select", { class: "select form-select", "aria-describedby": "budget-goal-note", onchange: () => host.setGoal(this.select.value) },
        meta.goals.map((g) => el("option", { value: g.name }, g.title)));
      this.note = el("p", { class: "field-note", id: "budget-goal-note" });
      this.fields = el("div", { class: "bud-panel-fields" });
      this.total = el("p", { class: "field-note" });
      // A goal that leaves the total free may need more than the total of now.
      this.all = page.dom.button("As much as the limits allow", { kind: "link", more: "fs-12" }, () => host.setBase(host.plan.most));
      this.cap = el("div", { class: "bud-cap" }, this.total, this.all);
      this.node = el("section", { class: "bud-panel-part", "aria-label": "Goal" }, el("h3", null, "Goal"),
        el("label", { class: "field" }, el("span", { class: "sr" }, "What the plan aims at"), this.select), this.note, this.fields, this.cap);
    }

    // The fields of the goal that is chosen; made anew when another one is.
    make(goal) {
      const { el, amountField } = page.dom, { host } = this;
      this.made = goal.name;
      this.inputs = goal.asks.map(([ask, label]) => {
        const input = amountField({ class: "text-input form-control num" }, (amount, typed) => host.setAsked(goal.name, ask, label, ask === "margin" && host.meta.is_money ? parseShare(typed) : amount, typed));
        return { ask, input, node: el("label", { class: "field" }, el("span", { class: "label" }, label), input) };
      });
      this.fields.replaceChildren(...this.inputs.map((field) => field.node));
      this.fields.hidden = !this.inputs.length;
    }

    focus(ask) {
      const field = this.inputs.find((f) => f.ask === ask);
      if (field) field.input.focus();
    }

    draw() {
      const { host } = this, { plan, meta } = host, { asked } = plan, goal = page.asked.goalOf(asked, meta), { text, flag } = page.dom;
      if (this.made !== goal.name) this.make(goal);
      if (this.select.value !== goal.name) this.select.value = goal.name;
      text(this.note, goal.note);
      for (const { ask, input } of this.inputs) {
        const value = asked[page.asked.keyOf(goal.name, ask)];
        input.show(value === null ? "" : this.shown(ask, value));
        flag(input, "is-invalid", value === null);
      }
      page.dom.attribute(this.all, "hidden", !goal.free || asked.base >= plan.most);
      page.dom.attribute(this.cap, "hidden", goal.name === "outcome");
      text(this.total, goal.name === "outcome" ? "" : goal.free ? `At most ${host.amount(asked.base)} may be spent; after Optimize, the total is what the plan spends.`
        : `Starts from today's split: ${goal.name === "next" ? "no campaign gets less" : "no campaign gets more"} than today.`);
    }

    shown(ask, value) {
      const { meta } = this.host, { money, percent, ratio, number } = page.format;
      if (ask === "margin") return meta.is_money ? percent(value, value * 100 % 1 ? 1 : 0) : this.host.costText(value);
      if (ask === "reach") return meta.is_money ? money(value, meta.sign, "full") : number(value, "full");
      if (ask === "ratio") return meta.is_money && this.made === "average" ? ratio(value) : this.host.costText(value);
      return money(value, meta.sign, "full");
    }
  }

  page.GoalPart = GoalPart;
  page.parseShare = parseShare;
})();
