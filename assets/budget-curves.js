// Small curves, one a campaign: outcome against spend with its interval, today's ring, the plan's dot, the best on the axis.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const WIDTH = 133, HEIGHT = 92, BASE = 82, TOP = 6, POINTS = 40, FIRST = 12;

  class Curves {
    constructor(root, host) {
      const { el, key, button } = page.dom, { meta } = host;
      this.host = host;
      this.figures = new Map();
      this.all = meta.campaigns.length <= FIRST;
      this.grid = el("div", { class: "bud-multiples" });
      this.note = el("p", null, `${meta.outcome_name} against spend, each on its own scale. Grey bar: allowed. Dashed: more than was ever spent.`);
      this.more = button("", { small: true, hidden: this.all }, () => { this.all = !this.all; host.changed(true); });
      root.replaceChildren(
        el("div", { class: "card-head" }, el("div", null, el("h2", null, "How each campaign answers to money"), this.note)),
        el("div", { class: "card-body" },
          el("div", { class: "keys keys-above" }, key("today", "Today"), key("plan", "Plan"), this.bestKey = key("best", "Best, on the axis"), meta.ranged ? key("interval", meta.level_name) : null),
          this.grid, el("div", { class: "bud-more-curves" }, this.more)));
      this.order();
    }

    // The first twelve by move; at rest only, so that nothing changes its place under the pointer.
    order() {
      const { plan } = this.host, indices = plan.spend.map((_, i) => i);
      if (!this.all && indices.length > FIRST) {
        const move = (i) => Math.abs(plan.spend[i] - plan.today[i]);
        indices.sort((a, b) => move(b) - move(a) || a - b).splice(FIRST);
        indices.sort((a, b) => a - b);
      }
      const wanted = indices.join();
      if (wanted === this.placed) return;
      this.placed = wanted;
      this.visible = indices;
      this.grid.replaceChildren(...indices.map((i) => this.figure(i).node));
    }

    figure(i) {
      if (!this.figures.has(i)) this.figures.set(i, this.make(i));
      return this.figures.get(i);
    }

    make(i) {
      const { el, svg, icon } = page.dom, c = this.host.meta.campaigns[i], f = { i };
      f.band = svg("path", { class: "ar-plan" });
      f.line = svg("path", { class: "ln ln-ctx" });
      f.beyond = svg("path", { class: "ln ln-prev" });
      f.allowed = svg("rect", { class: "fl-ctx", y: BASE - 1.5, height: 3, rx: 1 });
      f.today = svg("circle", { class: "pt-today", r: 5.5 });
      f.plan = svg("circle", { class: "pt-plan", r: 4.25 });
      f.best = svg("path", { class: "pt-best", d: "M0-5 5 0 0 5-5 0z" });
      f.title = svg("title");
      f.svg = svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" }, f.title, f.band, f.line, f.beyond,
        svg("line", { class: "axis", x1: 0, x2: WIDTH, y1: BASE, y2: BASE }), f.allowed, f.best, f.today, f.plan);
      f.lock = icon("lock", true);
      f.next = el("p");
      f.node = el("figure", { class: `bud-mini ${c.hue}` }, el("h4", { title: `${c.channel} · ${c.name}` }, el("span", { class: "dot" }), el("span", null, c.name), f.lock), f.next, f.svg);
      return f;
    }

    // The curve itself changes only with its scale: when a limit moves.
    shape(f) {
      const { host } = this, { plan, meta, curves } = host, { i } = f, { attribute } = page.dom;
      // A campaign that may get nothing is drawn as far as it usually may go.
      const most = Math.max(plan.upper[i] || plan.defaultUpper[i], plan.spend[i], plan.today[i], 100) / 100;
      if (f.most >= most && f.most < 1.5 * most && f.curves === curves) return;
      f.most = most * 1.02;
      f.curves = curves;
      const { x, mean, lower, upper } = page.math.curveShape(curves, i, f.most, POINTS, meta.level);
      // Near zero the mean of S-shaped draws can lie above their interval.
      f.high = Math.max(...upper, ...mean) || 1;
      f.x = (spend) => 1 + (Math.min(spend, f.most) / f.most) * (WIDTH - 2);
      f.y = (value) => BASE - (value / f.high) * (BASE - TOP);
      const path = (xs, ys) => xs.map((v, k) => `${k ? "L" : "M"}${f.x(v).toFixed(1)} ${f.y(ys[k]).toFixed(1)}`).join("");
      attribute(f.band, "d", `${path(x, upper)}${path(x.slice().reverse(), lower.slice().reverse()).replace("M", "L")}Z`);
      const known = x.filter((v) => v <= meta.campaigns[i].seen).length;
      attribute(f.line, "d", known > 1 ? path(x.slice(0, known), mean) : "");
      attribute(f.beyond, "d", known < x.length ? path(x.slice(Math.max(0, known - 1)), mean.slice(Math.max(0, known - 1))) : "");
    }

    draw() {
      const { host } = this, { plan, meta, best, outlook, todayOutlook } = host, { attribute, text } = page.dom, { money } = page.format;
      if (host.moving === null) this.order();
      attribute(this.bestKey, "hidden", !best);
      text(this.bestKey.lastChild, `${host.bestName()}, on the axis`);
      text(this.more.lastChild, this.all ? `Show the ${FIRST} that move most` : `Show all ${meta.campaigns.length}`);
      for (const i of this.visible) {
        const f = this.figure(i);
        if (host.moving === null || f.most === undefined) this.shape(f);
        const place = (mark, spend, value) => { attribute(mark, "cx", f.x(spend).toFixed(2)); attribute(mark, "cy", f.y(value).toFixed(2)); };
        place(f.today, plan.today[i] / 100, todayOutlook.expected[i]);
        place(f.plan, plan.spend[i] / 100, outlook.expected[i]);
        attribute(f.lock, "hidden", !plan.locked[i]);
        attribute(f.best, "hidden", !best || plan.locked[i]);
        if (best) attribute(f.best, "transform", `translate(${f.x(best.cents[i] / 100).toFixed(2)} ${BASE})`);
        const from = f.x(plan.lower[i] / 100), to = f.x(plan.upper[i] / 100);
        attribute(f.allowed, "x", from.toFixed(1));
        attribute(f.allowed, "width", Math.max(to - from, 0).toFixed(1));
        attribute(f.allowed, "hidden", plan.locked[i]);
        text(f.next, `next ${meta.next_amount}: ${host.nextText(outlook.next(i))}`);
        if (host.moving === null) {
          const full = (value) => money(value / 100, meta.sign, "full");
          text(f.title, `${meta.campaigns[i].name}: ${meta.outcome_name.toLowerCase()} against spend. Today ${full(plan.today[i])}, plan ${full(plan.spend[i])}${best ? `, best ${full(best.cents[i])}` : ""}.`);
        }
      }
    }
  }

  page.Curves = Curves;
})();
