// What the list of campaigns shows, and in which order: search, channels that open and close, sorting. No drawing.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const SORTS = ["spend", "change", "next"];
  const MANY = 30;

  // How a person looks at the list; no part of the plan.
  class View {
    constructor() {
      this.find = "";
      this.byChannel = false;
      this.closed = new Set();
      // null: each slider has its own scale where campaigns are of very different size.
      this.own = null;
      this.sort = "spend";
    }

    // Many campaigns are first seen as their channels.
    group(on, campaigns) {
      this.byChannel = on;
      this.closed = new Set(on && campaigns.length > MANY ? campaigns.map((c) => c.channel) : []);
    }

    toggle(channel) { if (!this.closed.delete(channel)) this.closed.add(channel); }

    get searching() { return this.find.trim() !== ""; }

    // What is searched for is shown, whether its channel is open or not.
    isOpen(channel) { return this.searching || !this.closed.has(channel); }
  }

  const matches = (c, find) => `${c.channel} ${c.name}`.toLowerCase().includes(find.trim().toLowerCase());

  // The places of the campaigns in the order of a sorting. "moved" and "next" give the change and the next unit of one.
  function ranked(campaigns, sort, moved, next) {
    const all = campaigns.map((_, i) => i), by = { change: (i) => Math.abs(moved(i)), next }[sort];
    if (!by) return all;
    const value = all.map(by);
    return all.sort((a, b) => value[b] - value[a] || a - b);
  }

  // The items of the list in order: { i } a campaign, { channel, members } the head of a channel and all campaigns of it that
  // are found. Channels stand in the order of today's spend.
  function items(campaigns, view, order) {
    const found = order.filter((i) => matches(campaigns[i], view.find));
    if (!view.byChannel) return found.map((i) => ({ i }));
    const channels = new Map(), today = new Map();
    for (const c of campaigns) today.set(c.channel, (today.get(c.channel) || 0) + c.today);
    for (const i of found) channels.set(campaigns[i].channel, [...(channels.get(campaigns[i].channel) || []), i]);
    return [...channels].sort((a, b) => today.get(b[0]) - today.get(a[0]) || (a[0] < b[0] ? -1 : 1))
      .flatMap(([channel, members]) => [{ channel, members }, ...(view.isOpen(channel) ? members.map((i) => ({ i })) : [])]);
  }

  // Which items of a scrolled list to have, when rows and heads have heights of their own: first and last place, and the
  // space before and after them.
  function visible(list, heights, top, height, around) {
    const size = (item) => (item.channel === undefined ? heights.row : heights.head);
    const from = top - around * heights.row, to = top + height + around * heights.row;
    let first = 0, last = 0, before = 0, at = 0;
    for (let k = 0; k < list.length; k++) {
      const end = at + size(list[k]);
      if (end <= from) { first = k + 1; before = end; }
      if (at < to) last = k + 1;
      at = end;
    }
    const inside = list.slice(first, last).reduce((sum, item) => sum + size(item), 0);
    return { first, last, before, after: Math.max(0, at - before - inside) };
  }

  // In the address: what is searched for, the channels, what is closed, the scale, the sorting.
  const inAddress = {
    names: ["find", "by", "closed", "scale", "sort"],
    view: true,

    write({ view, meta }) {
      const out = {}, channels = new Set(meta.campaigns.map((c) => c.channel));
      if (view.find.trim()) out.find = view.find.trim();
      if (view.byChannel) {
        out.by = "channel";
        const closed = [...channels].filter((channel) => view.closed.has(channel));
        if (closed.length) out.closed = closed.length === channels.size ? "*" : closed.map(encodeURIComponent).join(",");
      }
      if (view.own !== null) out.scale = view.own ? "own" : "one";
      if (view.sort !== "spend") out.sort = view.sort;
      return out;
    },

    open({ view, meta }, given) {
      view.find = (given.find || "").slice(0, 80);
      if (given.by === "channel") {
        const channels = new Set(meta.campaigns.map((c) => c.channel)), named = (given.closed || "").split(",").map(decoded);
        view.byChannel = true;
        view.closed = given.closed === "*" ? channels : new Set(named.filter((channel) => channels.has(channel)));
      }
      if (given.scale === "own" || given.scale === "one") view.own = given.scale === "own";
      if (SORTS.includes(given.sort)) view.sort = given.sort;
    },
  };

  function decoded(text) {
    try { return decodeURIComponent(text); } catch { return ""; }
  }

  page.View = View;
  page.order = { ranked, items, visible, inAddress };
  if (page.address) page.address.parts.push(inAddress);
})();
