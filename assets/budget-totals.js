// The totals card: the one number, its spread against today's, today / plan / best in columns, and the certificate of the best.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const WIDTH = 276, BASE = 50, POINTS = 100;

  class Totals {
    constructor(root, host) {
      const { el, svg, mark, icon } = page.dom, { meta } = host;
      this.host = host;
      this.chip = el("span", { class: "chip chip-plan" });
      this.big = el("div", { class: "big" });
      this.delta = el("b");
      this.deltaNote = el("span", { class: "muted" });
      this.likely = el("div", { class: "fs-12 muted" });
      this.shapes = { today: [svg("path", { class: "ar-today" }), svg("path", { class: "ln ln-today" })], plan: [svg("path", { class: "ar-plan" }), svg("path", { class: "ln ln-plan" })] };
      this.ticks = [0.2, 0.5, 0.8].map((share) => svg("text", { x: share * WIDTH, y: BASE + 14, "text-anchor": "middle" }));
      this.chart = svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${BASE + 18}`, role: "img" }, this.shapes.today, this.shapes.plan,
        svg("line", { class: "axis", x1: 0, x2: WIDTH, y1: BASE, y2: BASE }), this.ticks);
      const head = (kind, text) => el("th", { scope: "col" }, el("span", { class: "key" }, mark(kind), el("span", null, text)));
      this.cells = {};
      const row = (name, label, detail) => {
        this.cells[name] = ["today", "plan", "best"].map((column) => {
          const cell = { value: el("span"), range: el("small") };
          cell.node = el("td", { class: column === "plan" ? "is-plan" : null }, cell.value, cell.range);
          return cell;
        });
        return el("tr", null, el("th", { scope: "row" }, label, detail ? el("small", null, detail) : null), this.cells[name].map((c) => c.node));
      };
      this.chart.toggleAttribute("hidden", !meta.ranged);
      const table = el("table", { class: "bud-totals" },
        el("thead", null, el("tr", null, el("th", null, el("span", { class: "sr" }, "Figure")), head("today", "Today"), head("plan", "Plan"), this.bestHead = head("best", "Best"))),
        el("tbody", null, row("outcome", meta.outcome_name, meta.ranged ? meta.level_name : null), row("spend", "Spend"), row("ratio", meta.ratio_name), row("chance", "Chance to beat today"), this.bad = row("bad", this.badLabel = el("span"))));
      this.reached = el("p", { class: "bud-reached" });
      this.proof = el("span", { class: "certificate" }, icon("check-circle"), this.proofText = el("span"));
      this.says = el("span", { class: "grow" });
      this.beyond = el("p", { class: "bud-outside" });
      this.live = el("p", { class: "sr", role: "status" });
      root.replaceChildren(
        el("div", { class: "card-head" }, el("div", null, el("h2", null, meta.totals_title)), el("div", { class: "card-tools" }, this.chip)),
        el("div", { class: "card-body" }, el("div", { class: "bud-headline" }, el("div", null, this.big, el("div", { class: "fs-12" }, this.delta, this.deltaNote), this.likely), this.chart), table, this.reach = this.reachLine(), this.reached, this.beyond),
        el("div", { class: "card-foot bud-proof" }, this.proof, this.says), this.live);
    }

    // The outcome that a person asks about; kept while the page is, and no part of the plan.
    reachLine() {
      const { el, amountField } = page.dom, { meta } = this.host;
      this.odds = ["Today", "Plan", "Best"].map((name) => { const value = el("b"), label = el("span", null, name); return { value, label, node: el("span", null, label, " ", value) }; });
      this.target = amountField({ class: "text-input form-control num", "aria-label": `${meta.outcome_name} to reach`, placeholder: "Amount" }, (amount, typed) => {
        if (typed.trim() && !this.host.isAmount(amount, typed)) return;
        this.host.reach = typed.trim() ? amount : null;
        this.host.settled();
      });
      return el("div", { class: "bud-reach" }, el("span", { class: "bud-reach-ask" }, "Chance of", this.target, "or more"), el("span", { class: "bud-reach-odds" }, this.odds.map((o) => o.node)));
    }

    draw() {
      const { host } = this, { totals, todayTotals, meta, best } = host, { text, flag, attribute } = page.dom, { percent } = page.format;
      text(this.big, host.outcomeText(totals.expected));
      const change = todayTotals.expected > 0 ? totals.expected / todayTotals.expected - 1 : null, none = totals.chance === null;
      text(this.delta, none ? "" : `${change >= 0 ? "▲" : "▼"} ${percent(Math.abs(change))} `);
      flag(this.delta, "pos", !none && change > 0);
      flag(this.delta, "neg", !none && change < 0);
      text(this.deltaNote, none ? "Today's split, unchanged" : "on today's split");
      text(this.likely, meta.ranged ? `Likely ${host.outcomeSpan(totals.lower, totals.upper)}` : "The curves do not say how sure that is");
      text(this.chip, host.exact ? "Checked" : "Live");
      attribute(this.chip, "title", host.exact ? "The server has computed the same figures." : "Computed in your browser while you work.");
      this.column(0, todayTotals);
      this.column(1, totals);
      this.column(2, best ? best.totals : null);
      this.drawAsked();
      for (const node of [this.bestHead.firstChild.lastChild, this.odds[2].label]) text(node, host.bestName());
      attribute(this.proof, "hidden", !best);
      // Only the exact strategy has a proof; what the others say is no promise.
      const exact = host.plan.asked.strategy === "exact";
      flag(this.proof, "is-open", !exact);
      if (best) text(this.proofText, exact ? `Best: ${best.certificate[0].toLowerCase()}${best.certificate.slice(1)}` : best.certificate);
      text(this.says, best ? this.distance() : "Optimize finds the best split within your limits, and proves it.");
      text(this.beyond, this.outside());
      // One best estimate has no spread to draw.
      if (meta.ranged) this.drawSpread();
      if (host.moving === null) text(this.live, `The plan brings ${host.outcomeText(totals.expected)}${meta.ranged ? `, likely ${host.outcomeSpan(totals.lower, totals.upper)}` : ""}.`);
      attribute(this.chart, "aria-label", `Spread of the expected ${meta.outcome_name.toLowerCase()}: today's split and the plan`);
    }

    column(k, t) {
      const { host } = this, { text, flag } = page.dom, { money, chance } = page.format, { cells } = this;
      const put = (name, value, range) => { text(cells[name][k].value, value); text(cells[name][k].range, range || ""); flag(cells[name][k].node, "muted", value === page.format.DASH); };
      put("outcome", t ? host.outcomeText(t.expected) : page.format.DASH, t && host.meta.ranged ? host.outcomeSpan(t.lower, t.upper, true) : "");
      put("spend", t ? money(t.spend, host.meta.sign) : page.format.DASH);
      put("ratio", t ? host.ratioText(t) : page.format.DASH);
      put("chance", t && k && host.meta.ranged ? chance(t.chance) : page.format.DASH);
    }

    // What follows from caution and from the target that was typed: today, plan and best side by side.
    drawAsked() {
      const { host } = this, { text, attribute } = page.dom, { best, plan, meta } = host, { percent, chance } = page.format, { tail } = plan.asked, caution = page.asked.cautionOf(plan.asked, meta);
      const shown = [host.todayOutlook, host.outlook, best && best.outlook], fill = (name, value) => shown.forEach((o, k) => text(this.cells[name][k].value, o ? value(o) : page.format.DASH));
      attribute(this.bad, "hidden", !caution);
      if (caution) {
        text(this.badLabel, `Bad ${percent(tail, tail * 100 % 1 ? 1 : 0)} of cases`);
        fill("bad", (o) => host.outcomeText(page.math.badMean(o.total, tail)));
      }
      attribute(this.reach, "hidden", !meta.ranged);
      const target = host.target;
      this.target.show(target === null ? "" : host.outcomeText(target, "full"));
      shown.forEach((o, k) => {
        attribute(this.odds[k].node, "hidden", target === null || !o);
        if (target !== null && o) text(this.odds[k].value, chance(page.math.chanceOf(o.total, target)));
      });
      // The title says it where the plan is the best.
      text(this.reached, best && !host.isBest && plan.asked.goal !== "outcome" ? `Best: ${best.reached}` : "");
    }

    // The proof holds for the curves; above what was seen the curves themselves are a guess. The server says it too.
    outside() {
      const { host } = this, { meta, plan, best } = host;
      const names = (mark) => meta.campaigns.filter((_, i) => mark(i)).map((c) => c.name);
      const kept = host.exact ? host.serverFigures.campaigns : null;
      let found = names((i) => (kept ? kept[i].beyond : host.isBeyond(i, plan.spend[i])));
      let what = "The plan";
      if (!found.length && best) { found = names((i) => best.totals.campaigns[i].beyond); what = "The best"; }
      if (!found.length) return "";
      const listed = found.length > 3 ? `${found.slice(0, 3).join(", ")} and ${found.length - 3} more` : found.join(", ");
      return `${what} goes outside of what was seen with ${listed}. What that brings is a guess from the shape of the curve: go there in steps.`;
    }

    // How far the plan is below the best, and what it has instead.
    distance() {
      const { totals, best } = this.host, { percent, chance } = page.format;
      if (this.host.isBest) return this.host.bestName() === "Best" ? "The plan is the best." : "The plan is what was proposed. Choose the best split to do better.";
      if (this.host.plan.asked.goal !== "outcome" || page.asked.cautionOf(this.host.plan.asked, this.host.meta)) return "The plan is another split than the best for this goal.";
      if (this.host.bestName() !== "Best") return "The plan is another split than what was proposed.";
      const below = best.totals.expected - totals.expected;
      const share = below / best.totals.expected;
      const text = share < 0.00005 ? "The plan is as good as the best" : `The plan is ${percent(share, share < 0.01 ? 2 : 1)} (${this.host.outcomeText(below, "round")}) below the best`;
      const surer = this.host.meta.ranged && totals.chance !== null && best.totals.chance !== null && totals.chance - best.totals.chance >= 0.005;
      return surer ? `${text}, but it beats today's split more surely: ${chance(totals.chance)} against ${chance(best.totals.chance)}.` : `${text}.`;
    }

    // The axis stays while a slider moves, unless the plan leaves it.
    drawSpread() {
      const { host } = this, { outlook, todayOutlook, moving } = host, { text, attribute } = page.dom;
      const ends = [page.math.spread(outlook.total, 0.99), page.math.spread(todayOutlook.total, 0.99)];
      const low = Math.min(...ends.map((e) => e.lower)), high = Math.max(...ends.map((e) => e.upper)), margin = (high - low) * 0.12 || Math.abs(high) * 0.1 || 1;
      if (moving === null || !this.axis || low < this.axis[0] || high > this.axis[1]) {
        const axis = [low - margin, high + margin];
        if (!this.axis || Math.abs(axis[0] - this.axis[0]) + Math.abs(axis[1] - this.axis[1]) > 1e-9 * Math.abs(high)) { this.axis = axis; this.todayShape = null; }
      }
      const [from, to] = this.axis, density = (values) => page.math.density(values, from, to, POINTS);
      if (!this.todayShape || this.todayFor !== todayOutlook) { this.todayShape = density(todayOutlook.total); this.todayFor = todayOutlook; }
      const shape = { today: this.todayShape, plan: density(outlook.total) };
      const top = Math.max(...shape.today, ...shape.plan) || 1;
      for (const name of ["today", "plan"]) {
        const line = Array.from(shape[name], (v, k) => `${k ? "L" : "M"}${((k * WIDTH) / (POINTS - 1)).toFixed(1)} ${(BASE - (v / top) * (BASE - 6)).toFixed(1)}`).join("");
        attribute(this.shapes[name][1], "d", line);
        attribute(this.shapes[name][0], "d", `${line}L${WIDTH} ${BASE}L0 ${BASE}Z`);
      }
      this.ticks.forEach((tick, k) => text(tick, host.outcomeText(from + (to - from) * [0.2, 0.5, 0.8][k])));
    }
  }

  page.Totals = Totals;
})();
