// The head of a channel in the list of campaigns: opens and closes it, and carries its sums.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});

  class Channel {
    constructor(host, channel) {
      const { el, icon } = page.dom, { campaigns } = host.meta;
      this.host = host;
      this.channel = channel;
      this.all = campaigns.flatMap((c, i) => (c.channel === channel ? [i] : []));
      this.count = el("small");
      this.moved = el("small", { class: "bud-moved" });
      this.toggle = el("button", { type: "button", class: "bud-toggle", onclick: () => host.rows.toggleChannel(channel) },
        icon("chevron"), el("span", { class: "dot", "aria-hidden": "true" }), el("span", { class: "bud-channel-name" }, channel), this.count, this.moved);
      this.toggle.addEventListener("keydown", (event) => {
        const open = host.view.isOpen(channel), wanted = { ArrowRight: true, ArrowLeft: false }[event.key];
        if (wanted === undefined) return;
        event.preventDefault();
        if (open !== wanted) host.rows.toggleChannel(channel);
      });
      const part = (kind) => el("span", { class: kind });
      this.best = part("mark-at-best");
      this.slider = el("div", { class: "slider is-sum", "aria-hidden": "true" }, part("track"), part("fill"), part("mark-at-today"), this.best, part("mark-at-plan"));
      this.val = el("span", { class: "fig val" });
      this.chg = el("span", { class: "fig chg" });
      this.node = el("div", { class: `bud-row bud-channel ${campaigns[this.all[0]].hue}`, "data-channel": channel }, this.toggle, this.slider, this.val, this.chg, el("span"), el("span"));
    }

    sum(cents) { return this.all.reduce((total, i) => total + cents[i], 0); }

    // found: how many of its campaigns the search leaves.
    draw(found) {
      const { host } = this, { plan, meta, best, view } = host, { text, attribute, style, flag } = page.dom, { money } = page.format;
      const spend = this.sum(plan.spend), today = this.sum(plan.today), change = spend - today, top = host.rows.channelTop();
      const share = (value) => Math.min(Math.max(value / top, 0), 1).toFixed(5);
      const moved = this.all.filter((i) => Math.abs(plan.spend[i] - plan.today[i]) >= 50).length, locked = this.all.filter((i) => plan.locked[i]).length;
      const all = this.all.length, open = view.isOpen(this.channel);
      text(this.count, found < all ? `${found} of ${all}` : String(all));
      text(this.moved, [moved && `${moved} changed`, locked && `${locked} locked`].filter(Boolean).join(", "));
      attribute(this.toggle, "aria-expanded", String(open));
      attribute(this.toggle, "aria-disabled", view.searching ? "true" : null);
      attribute(this.toggle, "aria-label", `${this.channel}: ${all} ${all === 1 ? "campaign" : "campaigns"}, ${money(spend / 100, meta.sign, "full")}${moved ? `, ${moved} changed` : ""}${locked ? `, ${locked} locked` : ""}`);
      style(this.slider, "--from", share(Math.min(today, spend)));
      style(this.slider, "--to", share(Math.max(today, spend)));
      style(this.slider, "--today", share(today));
      style(this.slider, "--plan", share(spend));
      attribute(this.best, "hidden", !best);
      if (best) style(this.slider, "--best", share(this.sum(best.cents)));
      text(this.val, money(spend / 100, meta.sign, host.moneyStyle(spend)));
      text(this.chg, Math.abs(change) < 50 ? (moved ? "0" : "same") : money(change / 100, "", "full", true));
      flag(this.chg, "muted", Math.abs(change) < 50);
      flag(this.node, "is-changed", moved > 0);
    }
  }

  page.Channel = Channel;
})();
