// The campaign rows: lock, name, slider, amount, change, next unit; heads of channels between them. With many campaigns only
// what is in view exists.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const MANY = 30, AROUND = 6;

  const STEPS = [1, 2, 5, 10], ENDS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

  // The next round amount: a step, or with ENDS the end of a scale.
  function roundUp(value, rounds = STEPS) {
    const power = 10 ** Math.floor(Math.log10(value));
    return rounds.map((m) => m * power).find((round) => round >= value * 0.9999);
  }

  class Rows {
    constructor(root, host) {
      const { el, key, button } = page.dom, { meta } = host;
      this.host = host;
      this.virtual = meta.campaigns.length > MANY;
      this.rows = new Map();
      this.channels = new Map();
      this.heights = { row: 40, head: 36 };
      this.open = null;
      this.wide = this.spreadIsWide();
      this.found = meta.campaigns;
      this.items = [];
      this.stale = true;
      this.note = el("p", null);
      this.status = el("p", { class: "sr", role: "status" });
      this.bestKey = key("best", "Best");
      const tools = el("div", { class: "card-tools keys keys-head hide-sm" }, key("tick", "Today"), key("plan", "Plan"), this.bestKey, key("limits", "Limits"));
      const head = el("div", { class: "card-head card-head-rows" }, el("div", null, el("h2", null, "Campaigns"), this.note), tools);
      this.scale = el("span", { class: "scale" }, el("span"), el("span"), el("span"));
      const heads = el("div", { class: "bud-heads" }, el("span"), el("span", null, "Campaign"), this.scale, el("span", null, "Plan"), el("span", null, "Change"),
        el("span", { title: meta.next_title }, meta.next_head), el("span"));
      this.list = el("div", { class: "bud-list", role: "group", "aria-label": "Campaigns" });
      this.before = el("div", { class: "bud-space" });
      this.after = el("div", { class: "bud-space" });
      this.list.append(this.before, this.after);
      this.scroller = el("div", { class: this.virtual ? "bud-scroll" : null, tabindex: this.virtual ? "-1" : null }, this.list);
      this.none = el("p", { class: "bud-none", hidden: true });
      this.total = this.totalRow();
      this.tools = new page.RowsTools(host, this);
      root.replaceChildren(head, this.tools.node, heads, this.scroller, this.none, this.total.node, this.status, ...this.leftOut());
      if (this.virtual) this.scroller.addEventListener("scroll", () => host.changed(), { passive: true });
    }

    // With one scale, the slider of a small campaign would be a few pixels long.
    spreadIsWide() {
      const tops = this.host.meta.campaigns.map((c) => Math.max(c.upper, c.today)).sort((a, b) => a - b);
      return tops[tops.length >> 2] < 0.25 * tops[tops.length - 1];
    }

    get own() { return this.host.view.own === null ? this.wide : this.host.view.own; }

    // The list is another one, or in another order: told when a person asks for it, and drawn with the next frame.
    arrange() {
      this.stale = true;
      this.host.changed();
    }

    // Rows that a person has in hand must not move away from under it.
    settled() { if (this.host.view.sort !== "spend" && !this.list.contains(document.activeElement)) this.stale = true; }

    sortAndFind() {
      const { host } = this, { plan, view, meta } = host;
      const order = page.order.ranked(meta.campaigns, view.sort, (i) => plan.spend[i] - plan.today[i], (i) => host.outlook.next(i));
      this.items = page.order.items(meta.campaigns, view, order);
      this.found = this.items.flatMap((item) => (item.members ? item.members : view.byChannel ? [] : [item.i]));
      this.list.classList.toggle("is-grouped", view.byChannel);
      this.none.hidden = this.found.length > 0;
      this.none.textContent = `No campaign matches “${view.find.trim()}”.`;
      this.stale = false;
    }

    toggleChannel(channel) {
      const { host } = this;
      if (host.view.searching) return;
      host.view.toggle(channel);
      this.arrange();
      page.address.follow(host);
    }

    // Brings a campaign into view: what hides it opens or goes.
    reveal(i) {
      const { view, meta } = this.host, { channel } = meta.campaigns[i];
      if (!this.found.includes(i)) view.find = "";
      view.closed.delete(channel);
      this.sortAndFind();
      const at = this.items.findIndex((item) => item.i === i), heads = this.items.slice(0, at).filter((item) => item.members).length;
      if (this.virtual) this.scroller.scrollTop = heads * this.heights.head + (at - heads) * this.heights.row - this.scroller.clientHeight / 3;
      this.place();
    }

    // The top of the scale of the channels' sums, in cents; it stays while a slider moves.
    channelTop() {
      const { host } = this;
      if (host.moving === null || !this.sumTop) {
        const sums = new Map(), add = (channel, k, cents) => { const pair = sums.get(channel) || [0, 0]; pair[k] += cents; sums.set(channel, pair); };
        host.meta.campaigns.forEach((c, i) => { add(c.channel, 0, host.plan.today[i]); add(c.channel, 1, host.plan.spend[i]); });
        this.sumTop = 100 * roundUp(Math.max(100, ...[...sums.values()].flat()) / 100, ENDS);
      }
      return this.sumTop;
    }

    leftOut() {
      const { el } = page.dom, left = this.host.meta.left_out;
      if (!left.length) return [];
      const list = el("ul", null, left.map(([name, reason]) => el("li", null, el("b", null, name), `: ${reason}`)));
      const head = left.length === 1 ? "1 campaign is left out" : `${left.length} campaigns are left out`;
      return [el("details", { class: "bud-left" }, el("summary", null, head), list)];
    }

    totalRow() {
      const { el } = page.dom;
      const parts = { says: el("span", { class: "fs-12 muted regular" }), val: el("span", { class: "fig val" }), chg: el("span", { class: "fig chg" }), mr: el("span", { class: "fig mr" }) };
      parts.node = el("div", { class: "bud-row bud-total" }, el("span"), el("span", { class: "name" }, "Total"), parts.says, parts.val, parts.chg, parts.mr, el("span"));
      return parts;
    }

    channel(name) {
      if (!this.channels.has(name)) this.channels.set(name, new page.Channel(this.host, name));
      return this.channels.get(name);
    }

    row(i) {
      if (!this.rows.has(i)) this.rows.set(i, this.makeRow(i));
      return this.rows.get(i);
    }

    makeRow(i) {
      const { el, icon, amountField } = page.dom, { host } = this, c = host.meta.campaigns[i];
      const row = { i };
      row.lockIcon = icon("unlock");
      row.lock = el("button", { type: "button", class: "lock", onclick: () => host.toggleLock(i) }, row.lockIcon);
      const prefix = c.name.toLowerCase().startsWith(c.channel.toLowerCase()) ? null : el("em", null, c.channel + " ");
      const name = el("div", { class: "name", title: `${c.channel} · ${c.name}${c.paused ? `, ${c.paused}` : ""}` },
        el("span", { class: "dot", "aria-hidden": "true" }), el("span", null, prefix, c.name), c.paused ? icon("clock", true) : null,
        row.beyond = el("span", { class: "bud-beyond", role: "img", "aria-label": `Outside of what was seen: ${host.seenText(i)}`, title: `Outside of what was seen: ${host.seenText(i)}`, hidden: true }, icon("warning")));
      const part = (kind) => el("span", { class: kind });
      row.today = part("mark-at-today"); row.best = part("mark-at-best"); row.allowed = part("allowed"); row.fill = part("fill");
      row.input = page.slider(host, i, () => [0, this.top(i)]);
      row.slider = el("div", { class: "slider" }, part("track"), row.allowed, row.fill, row.today, row.best, row.input);
      row.val = amountField({ class: "fig val", "aria-label": `${c.name}, amount of the plan` }, (amount, typed) => host.setAmount(i, amount, typed));
      row.chg = el("span", { class: "fig chg" });
      row.mr = el("span", { class: "fig mr" });
      row.more = el("button", { type: "button", class: "bud-more", "aria-label": `Limits of ${c.name}`, title: "Limits and fine steps", onclick: () => this.toggle(i) }, icon("chevron"));
      row.node = el("div", { class: `bud-row ${c.hue}`, "data-campaign": c.id }, row.lock, name, row.slider, row.val, row.chg, row.mr, row.more);
      return row;
    }

    toggle(i) {
      if (this.editor) this.editor.node.remove();
      this.open = this.open === i ? null : i;
      this.editor = this.open === null ? null : new page.Limits(this.host, i);
      this.place();
      if (this.editor) {
        // Written before it has the focus: a field that is being edited is left alone.
        this.editor.draw();
        this.editor.lower.focus();
      }
      this.host.changed();
    }

    // The top of a slider's scale, in cents.
    top(i) {
      const { plan } = this.host;
      return this.own ? Math.max(plan.upper[i], plan.spend[i], plan.today[i], 100) : this.host.scaleTop;
    }

    // Puts what is in view into the list, in order.
    place() {
      const { items, scroller, heights } = this;
      let shown = items;
      if (this.virtual) {
        const { first, last, before, after } = page.order.visible(items, heights, scroller.scrollTop, scroller.clientHeight || 640, AROUND);
        this.before.style.height = `${before}px`;
        this.after.style.height = `${after}px`;
        shown = items.slice(first, last);
      }
      this.heads = shown.filter((item) => item.members);
      this.visible = shown.flatMap((item) => (item.members ? [] : [item.i]));
      const open = this.visible.includes(this.open) ? this.open : null, wanted = shown.map((item) => item.channel || item.i).join("\n");
      if (this.placed === wanted && this.placedOpen === open) return;
      this.placed = wanted;
      this.placedOpen = open;
      const nodes = shown.flatMap((item) => (item.members ? [this.channel(item.channel).node] : item.i === open ? [this.row(item.i).node, this.editor.node] : [this.row(item.i).node]));
      // Rows that stay are not taken out: the one that is dragged or focused would lose the pointer.
      const keep = new Set(nodes);
      for (const node of [...this.list.children]) if (!keep.has(node) && node !== this.before && node !== this.after) node.remove();
      let at = this.before;
      for (const node of nodes) {
        if (at.nextSibling !== node) this.list.insertBefore(node, at.nextSibling);
        at = node;
      }
      if (!this.virtual) return;
      if (this.visible.length) heights.row = this.row(this.visible[0]).node.offsetHeight || heights.row;
      if (this.heads.length) heights.head = this.channel(this.heads[0].channel).node.offsetHeight || heights.head;
    }

    draw() {
      const { host } = this, { plan, meta } = host, { text, attribute } = page.dom, { money } = page.format;
      if (!host.moving) host.scaleTop = 100 * roundUp(Math.max(...plan.upper, ...plan.spend, 1) / 100, ENDS);
      if (this.stale) this.sortAndFind();
      this.place();
      for (const { channel, members } of this.heads) this.channel(channel).draw(members.length);
      for (const i of this.visible) this.drawRow(this.row(i));
      if (this.editor && this.placedOpen !== null) this.editor.draw();
      const locked = plan.locked.filter(Boolean).length;
      const locks = locked === 0 ? "" : locked === 1 ? " One is locked." : ` ${locked} are locked.`;
      text(this.note, `Drag, type or use the arrow keys.${locks}`);
      [...this.scale.children].forEach((node, k) =>
        text(node, this.own ? ["0", "", "own maximum"][k] : money((host.scaleTop * k) / 200, meta.sign).replace(/\.0+(?=\D|$)/, "")));
      this.tools.draw();
      attribute(this.bestKey, "hidden", !host.best);
      text(this.bestKey.lastChild, host.bestName());
      const change = plan.total - host.todayTotal;
      text(this.total.val, money(plan.total / 100, meta.sign, host.moneyStyle(plan.total)));
      text(this.total.chg, Math.abs(change) < 50 ? "0" : money(change / 100, "", "full", true));
      text(this.total.mr, "");
      text(this.total.says, plan.keep ? "The total is kept" : "The total moves with the plan");
    }

    drawRow(row) {
      const { host } = this, { plan, meta, best } = host, { text, attribute, style, flag } = page.dom, { money } = page.format;
      const { i } = row, c = meta.campaigns[i], spend = plan.spend[i], top = this.top(i), today = plan.today[i], locked = plan.locked[i];
      const share = (value) => Math.min(Math.max(value / top, 0), 1).toFixed(5);
      style(row.slider, "--from", share(Math.min(today, spend)));
      style(row.slider, "--to", share(Math.max(today, spend)));
      style(row.slider, "--today", share(today));
      style(row.slider, "--lo", share(plan.lower[i]));
      style(row.slider, "--hi", share(plan.upper[i]));
      attribute(row.best, "hidden", !best || locked);
      if (best) style(row.slider, "--best", share(best.cents[i]));
      attribute(row.allowed, "hidden", locked);
      attribute(row.beyond, "hidden", !host.isBeyond(i, spend));
      page.drawSlider(host, row.input, i);
      row.val.show(money(spend / 100, meta.sign, host.moneyStyle(spend)));
      attribute(row.val, "disabled", locked);
      const change = spend - today, moved = Math.abs(change) >= 50;
      text(row.chg, moved ? money(change / 100, "", "full", true) : "same");
      flag(row.chg, "muted", !moved);
      text(row.mr, host.nextText(host.outlook.next(i)));
      attribute(row.lock, "aria-pressed", String(locked));
      attribute(row.lock, "aria-label", `${locked ? "Unlock" : "Lock"} ${c.name}`);
      attribute(row.lockIcon, "class", `i icon-${locked ? "lock" : "unlock"}`);
      flag(row.node, "is-editing", host.moving === i || (this.open === i && host.moving === null));
      flag(row.node, "is-moving", host.moving === i);
      flag(row.node, "is-locked", locked);
      attribute(row.more, "aria-expanded", String(this.open === i));
    }

    say(sentence) { this.status.textContent = sentence; }
  }

  page.Rows = Rows;
  page.roundUp = roundUp;
})();
