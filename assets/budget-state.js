// The plan that a person works on, and its history. No drawing, no requests. All amounts are whole cents.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const KEPT_STEPS = 200;

  const cents = (amount) => Math.round(amount * 100);

  class Plan {
    constructor(meta) {
      this.keep = true;
      this.mode = "next";
      this.use(meta);
    }

    // Start from today's split of a question (outcome and days).
    use(meta) {
      this.meta = meta;
      this.campaigns = meta.campaigns;
      this.index = new Map(meta.campaigns.map((c, i) => [c.id, i]));
      this.today = meta.campaigns.map((c) => cents(c.today));
      this.defaultLower = meta.campaigns.map((c) => Math.ceil(c.lower * 100 - 1e-6));
      // A limit in part of a cent is kept by rounding towards the inside, but today's spend is always allowed.
      this.defaultUpper = meta.campaigns.map((c, i) => Math.max(Math.floor(c.upper * 100 + 1e-6), this.today[i]));
      this.spend = this.today.slice();
      this.lower = this.defaultLower.slice();
      this.upper = this.defaultUpper.slice();
      this.locked = this.spend.map(() => false);
      this.asked = page.asked.blank();
      this.weeks = page.weeks.blank();
    }

    get total() { return this.spend.reduce((a, b) => a + b, 0); }

    // Lowest and highest total that limits and locks allow.
    get least() { return this.spend.reduce((sum, s, i) => sum + (this.locked[i] ? s : this.lower[i]), 0); }
    get most() { return this.spend.reduce((sum, s, i) => sum + (this.locked[i] ? s : this.upper[i]), 0); }

    // As the page opens: today's split, and nothing asked of it.
    get isToday() {
      const { spend, today, lower, upper, defaultLower, defaultUpper, locked, asked, weeks } = this;
      return spend.every((s, i) => s === today[i] && lower[i] === defaultLower[i] && upper[i] === defaultUpper[i] && !locked[i])
        && page.asked.isBlank(asked) && page.weeks.isBlank(weeks);
    }

    reset() {
      this.use(this.meta);
    }

    options(value) {
      const { spend, lower, upper, locked, keep, mode } = this;
      return { spend, lower, upper, locked, keep, mode, size: this.today, value };
    }

    gesture(moved, value) { return new page.split.Gesture({ ...this.options(value), moved }); }

    // Brings every campaign within its limits and the whole to a total; false, and nothing changed, where none fits.
    fit(total, value) {
      const inside = this.spend.map((s, i) => (this.locked[i] ? s : Math.min(Math.max(s, this.lower[i]), this.upper[i])));
      if (inside.some((s, i) => !this.locked[i] && this.lower[i] > this.upper[i])) return false;
      const found = page.split.withTotal({ ...this.options(value), spend: inside }, total);
      if (found) this.spend = found;
      return Boolean(found);
    }

    // What the server is asked: limits only where a person changed them.
    settings() {
      const named = (values, usual) => Object.fromEntries(
        this.campaigns.flatMap((c, i) => (values[i] === usual[i] ? [] : [[c.id, values[i] / 100]])));
      return {
        key: this.meta.key, outcome: this.meta.outcome, days: this.meta.days,
        ...page.asked.settings(this.asked, this.meta, this.total),
        lower: named(this.lower, this.defaultLower), upper: named(this.upper, this.defaultUpper),
        locked: Object.fromEntries(this.campaigns.flatMap((c, i) => (this.locked[i] ? [[c.id, this.spend[i] / 100]] : []))),
      };
    }

    // The amount in money. Today's spend is a mean and may hold parts of a cent; who stays at today's stays there exactly.
    money(i) { return this.spend[i] === this.today[i] ? this.campaigns[i].today : this.spend[i] / 100; }

    spendById() { return Object.fromEntries(this.campaigns.map((c, i) => [c.id, this.money(i)])); }

    snapshot() {
      const { keep, mode, spend, lower, upper, locked, asked, weeks } = this;
      return { asked: JSON.parse(JSON.stringify(asked)), weeks: page.weeks.copy(weeks), outcome: this.meta.outcome, days: this.meta.days, keep, mode,
        spend: spend.slice(), lower: lower.slice(), upper: upper.slice(), locked: locked.slice() };
    }

    // Only for a snapshot of the same campaigns; the history is left behind when the data change.
    restore(snapshot) {
      const { keep, mode, spend, lower, upper, locked } = snapshot;
      Object.assign(this, { keep, mode, spend: spend.slice(), lower: lower.slice(), upper: upper.slice(), locked: locked.slice() });
      this.asked = JSON.parse(JSON.stringify(snapshot.asked));
      this.weeks = page.weeks.copy(snapshot.weeks || page.weeks.blank());
    }

    // The same intentions for another question: amounts grow with the days; limits nobody changed are the new defaults.
    carry(from) {
      const factor = this.meta.days / from.meta.days;
      this.keep = from.keep;
      this.mode = from.mode;
      this.asked = page.asked.carried(from.asked, factor, this.meta.outcome === from.meta.outcome, (id) => this.index.has(id));
      this.weeks = page.weeks.carried(from.weeks, this.meta, from.meta, (id) => this.index.has(id));
      this.campaigns.forEach((c, i) => {
        const j = from.index.get(c.id);
        if (j === undefined) return;
        const grown = (value) => Math.round(value * factor);
        this.spend[i] = from.spend[j] === from.today[j] ? this.today[i] : grown(from.spend[j]);
        if (from.lower[j] !== from.defaultLower[j]) this.lower[i] = grown(from.lower[j]);
        if (from.upper[j] !== from.defaultUpper[j]) this.upper[i] = grown(from.upper[j]);
        this.locked[i] = from.locked[j];
      });
    }

    // A saved scenario, a recommendation or an address: amounts of money by id.
    open(start) {
      const each = (values, into) => Object.entries(values || {}).forEach(([id, amount]) => {
        const i = this.index.get(id);
        if (i !== undefined) into(i, cents(amount));
      });
      each(start.spend, (i, value) => { this.spend[i] = Math.max(0, value); });
      each(start.lower, (i, value) => { this.lower[i] = value; });
      each(start.upper, (i, value) => { this.upper[i] = value; });
      each(start.locked, (i, value) => { this.locked[i] = true; this.spend[i] = value; });
      this.asked = page.asked.opened(start.asked, this.meta, (id) => this.index.has(id));
      // What an address holds besides: the goal, and all that was typed for one.
      Object.assign(this.asked, start.values);
      if (start.mode) Object.assign(this, { keep: start.keep, mode: start.mode });
      if (this.asked.goal !== "outcome" && this.asked.base === null) this.asked.base = this.total;
      this.weeks = start.weeks ? page.weeks.copy(start.weeks) : page.weeks.opened(start.weekly, this.meta, (id) => this.index.has(id));
    }
  }

  // One entry a gesture: its words, and the plan before it.
  class History {
    constructor() { this.past = []; this.future = []; }

    push(label, before) {
      this.past.push({ label, before });
      if (this.past.length > KEPT_STEPS) this.past.shift();
      this.future = [];
    }

    get undoLabel() { return this.past.length ? this.past[this.past.length - 1].label : null; }
    get redoLabel() { return this.future.length ? this.future[this.future.length - 1].label : null; }

    // Both take the plan of now and return the plan to show.
    undo(now) {
      const { label, before } = this.past.pop();
      this.future.push({ label, after: now });
      return before;
    }

    redo(now) {
      const { label, after } = this.future.pop();
      this.past.push({ label, before: now });
      return after;
    }
  }

  page.state = { Plan, History, cents };
})();
