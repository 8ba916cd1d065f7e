// How the amounts of a plan are spread over its weeks. No drawing, no requests. Amounts are whole cents.
//
// What is kept are shares and what is held, by campaign id; the amount of each week is worked out from them and from what
// the plan spends. So the weeks of a campaign always add up to its amount, and a slider that goes to zero and back loses
// nothing. Without shares a campaign is spread evenly over the days.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});

  const blank = () => ({ shares: {}, held: {}, change: null, after: true });
  const isBlank = (weeks) => JSON.stringify(weeks) === JSON.stringify(blank());
  const copy = (weeks) => JSON.parse(JSON.stringify(weeks));
  const sum = (values) => values.reduce((a, b) => a + b, 0);
  const lengths = (meta) => meta.weeks.map((w) => w.days);

  // Whole cents in proportion to shares, by rounding running sums: they add up, and shares that are cents stay as they are.
  function apportion(amount, shares) {
    const whole = sum(shares);
    let done = 0, before = 0;
    return shares.map((share) => {
      done += share;
      const until = Math.round((amount * done) / whole), own = until - before;
      before = until;
      return own;
    });
  }

  // The amount of each week of a campaign.
  function cells(plan, i) {
    const { weeks, meta } = plan, { id } = plan.campaigns[i], amount = plan.spend[i];
    const known = weeks.shares[id], shares = known && sum(known) > 0 ? known : lengths(meta), held = weeks.held[id];
    if (!held) return apportion(amount, shares);
    const kept = sum(held.map((h) => h || 0)), free = held.some((h) => h === null);
    // A plan that spends less than what is held, or has no week left to change: what is held goes down or up with it.
    if (!free || kept > amount) {
      const own = held.map((h) => h || 0);
      return apportion(amount, kept > 0 ? own : lengths(meta));
    }
    let loose = shares.map((share, w) => (held[w] === null ? share : 0));
    if (!(sum(loose) > 0)) loose = lengths(meta).map((days, w) => (held[w] === null ? days : 0));
    const rest = apportion(amount - kept, loose);
    return held.map((h, w) => (h === null ? rest[w] : h));
  }

  const even = (plan, i) => apportion(plan.spend[i], lengths(plan.meta));
  const isEven = (plan) => plan.campaigns.every((c, i) => {
    if (!plan.weeks.shares[c.id] && !plan.weeks.held[c.id]) return true;
    const level = even(plan, i);
    return cells(plan, i).every((cell, w) => cell === level[w]);
  });

  function totals(rows, count) {
    const out = new Array(count).fill(0);
    for (const row of rows) for (let w = 0; w < count; w += 1) out[w] += row[w];
    return out;
  }

  const heldOf = (plan, i) => plan.weeks.held[plan.campaigns[i].id] || plan.meta.weeks.map(() => null);
  const isHeld = (plan, i, w) => heldOf(plan, i)[w] !== null;

  function put(plan, i, shares, held) {
    const { id } = plan.campaigns[i];
    if (shares) plan.weeks.shares[id] = shares;
    if (held.some((h) => h !== null)) plan.weeks.held[id] = held;
    else delete plan.weeks.held[id];
  }

  // Sets weeks of a campaign ([week, cents] each) and holds them there; the weeks that are not held take or give the
  // difference in proportion. Returns why it cannot be, or nothing.
  function set(plan, i, pairs) {
    // What is held is what is shown: it may have gone down with the amount of the campaign.
    const now = cells(plan, i), held = heldOf(plan, i).map((h, w) => (h === null ? null : now[w])), amount = plan.spend[i];
    for (const [w, cents] of pairs) held[w] = cents;
    const kept = sum(held.map((h) => h || 0)), free = held.some((h) => h === null);
    if (kept > amount) return "more";
    if (!free && kept < amount) {
      if (pairs.length < held.length) return "full";
      // A whole row that was pasted says how the amount is spread.
      if (kept === 0) return "nothing";
      put(plan, i, pairs.map(([, cents]) => cents), held.map(() => null));
      return "";
    }
    // Shares stay as they are, so that nothing is lost to rounding.
    put(plan, i, null, held);
    return "";
  }

  function toggle(plan, i, w) {
    const now = cells(plan, i), held = heldOf(plan, i).map((h, at) => (h === null ? null : now[at]));
    const release = held[w] !== null;
    held[w] = release ? null : now[w];
    // A week that is released goes on from where it was held.
    put(plan, i, release ? now : null, held);
  }

  const anyHeld = (plan) => Object.keys(plan.weeks.held).length > 0;

  function release(plan) {
    plan.campaigns.forEach((c, i) => { if (plan.weeks.held[c.id]) plan.weeks.shares[c.id] = cells(plan, i); });
    plan.weeks.held = {};
  }

  // All campaigns by the same shares; what is held stays.
  function spread(plan, shares) {
    plan.weeks.shares = shares ? Object.fromEntries(plan.campaigns.map((c) => [c.id, shares.slice()])) : {};
  }

  // For another question about the same days: what it knows of the same campaigns.
  function carried(from, meta, old, has) {
    const out = copy(from);
    for (const kind of ["shares", "held"]) {
      if (meta.days !== old.days) out[kind] = {};
      for (const id of Object.keys(out[kind])) if (!has(id)) delete out[kind][id];
    }
    return out;
  }

  // A saved scenario: amounts of money by week, by campaign id.
  function opened(weekly, meta, has) {
    const out = blank();
    for (const [id, row] of Object.entries((weekly && weekly.spend) || {})) {
      const own = row.map((amount) => Math.round(amount * 100));
      if (has(id) && own.length === meta.weeks.length && sum(own) > 0) out.shares[id] = own;
    }
    return out;
  }

  // What the server is told: amounts of money by week, by campaign id.
  function plain(plan) {
    const spend = Object.fromEntries(plan.campaigns.map((c, i) => [c.id, cells(plan, i).map((cell) => cell / 100)]));
    return { start: plan.meta.weeks[0].first, spend };
  }

  function heldPlain(plan) {
    return Object.fromEntries(Object.entries(plan.weeks.held).map(([id, held]) => [id, held.map((h) => (h === null ? null : h / 100))]));
  }

  // What the best spread depends on, but for what is held.
  const question = (plan) => JSON.stringify([plan.meta.key, plan.meta.outcome, plan.spend, plan.upper, plan.weeks.change, plan.weeks.after]);

  // Whether all that was held then is held now: more that is held makes no better plan possible.
  const holdsAll = (plan, then) => Object.entries(then).every(([id, row]) => row.every((h, w) => h === null || (plan.weeks.held[id] || [])[w] === h));

  page.weeks = { blank, isBlank, copy, lengths, apportion, cells, even, isEven, totals, isHeld, set, toggle, anyHeld, release, spread, carried, opened, plain, heldPlain, question, holdsAll };
})();
