// What is asked of the plan: one line that names goal, caution and rules, and the panel that changes them.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});

  // The goal with its values filled in, e.g. "Reach €800,000 for the least money".
  function goalText(host) {
    const { asked } = host.plan, { meta } = host, goal = page.asked.goalOf(asked, meta), { money, percent, ratio, number } = page.format;
    const value = (ask) => asked[page.asked.keyOf(asked.goal, ask)];
    const shown = (ask) => {
      const v = value(ask);
      if (v === null) return "…";
      if (ask === "margin") return meta.is_money ? percent(v, v * 100 % 1 ? 1 : 0) : host.costText(v);
      if (ask === "reach") return meta.is_money ? money(v, meta.sign, "full") : number(v, "full");
      if (ask === "ratio") return meta.is_money && asked.goal === "average" ? ratio(v) : host.costText(v);
      return money(v, meta.sign, "full");
    };
    const of = (name) => (goal.asks.find(([ask]) => name.includes(ask)) || [null])[0];
    return goal.short.replace(/\{(\w+)\}/g, (_, name) => {
      const ask = name === "target" ? of(["reach", "ratio"]) : name === "amount" ? of(["amount", "least"]) : of(["margin"]);
      return ask ? shown(ask) : "";
    });
  }

  function cautionText({ plan, meta }) {
    const { tail } = plan.asked, caution = page.asked.cautionOf(plan.asked, meta);
    const { percent } = page.format, bad = `the bad ${percent(tail, tail * 100 % 1 ? 1 : 0)}`;
    if (caution === 0) return "Expected outcome";
    return caution === 1 ? `Protect against ${bad}` : `${percent(caution, 0)} weight on ${bad}`;
  }

  class AskedLine {
    constructor(root, host) {
      const { el, button, icon } = page.dom;
      this.host = host;
      this.goal = el("b");
      this.caution = el("b");
      this.rules = el("b");
      this.broken = el("span", { class: "chip chip-warn", hidden: true }, icon("warning"), this.brokenText = el("span"));
      this.open = button("Change", { small: true, iconName: "chevron", more: "bud-asked-open", "aria-expanded": "false", "aria-controls": "budget-asked" }, () => this.toggle());
      const part = (label, node, ...more) => el("span", { class: "bud-asked-part" }, el("span", { class: "muted" }, label), node, more);
      this.line = el("div", { class: "bud-asked" }, part("Goal", this.goal), part("Caution", this.caution), part("Rules", this.rules, this.broken), this.open);
      this.panel = el("div", { class: "bud-panel", id: "budget-asked", role: "group", "aria-label": "Goal, caution and rules", hidden: true });
      root.append(this.line, this.panel);
      if (page.AskedLine.wasOpen) this.toggle(true);
    }

    toggle(on = this.panel.hidden) {
      this.panel.hidden = !on;
      page.AskedLine.wasOpen = on;
      this.open.setAttribute("aria-expanded", String(on));
      if (on && !this.parts) {
        this.parts = [new page.GoalPart(this.host), new page.CautionPart(this.host), new page.RulesPart(this.host)];
        this.panel.append(...this.parts.map((part) => part.node));
      }
      this.host.changed();
    }

    // Opens the panel at the first field that the goal still needs.
    askFor(ask) {
      this.toggle(true);
      this.parts[0].draw();
      this.parts[0].focus(ask);
    }

    draw() {
      const { host } = this, { text, attribute } = page.dom, rules = page.rules.rulesOf(host), broken = rules.filter((r) => !r.kept).length;
      const { strategy } = host.plan.asked, way = host.meta.strategies.find((s) => s.name === strategy);
      text(this.goal, strategy === "exact" ? goalText(host) : `${goalText(host)}: ${way ? way.label : strategy}`);
      text(this.caution, cautionText(host));
      text(this.rules, rules.length === 0 ? "None" : rules.length === 1 ? "1 rule" : `${rules.length} rules`);
      attribute(this.broken, "hidden", !broken);
      text(this.brokenText, `${broken} not kept by the plan`);
      text(this.open.lastChild, this.panel.hidden ? "Change" : "Close");
      if (!this.panel.hidden) for (const part of this.parts) part.draw(rules);
    }
  }

  page.AskedLine = AskedLine;
  page.goalText = goalText;
})();
