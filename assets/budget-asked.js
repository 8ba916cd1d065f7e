// What is asked of a plan beside its limits: goal, groups, floors, caution. No drawing, no requests. Groups and floors are in
// whole cents, what a goal asks for is in plain numbers.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const BLANK = { goal: "outcome", base: null, reach: null, average: null, marginal: null, amount: null, least: null, margin: null,
    groups: [], floors: {}, active: null, caution: 0, tail: 0.1, strategy: "exact" };

  const blank = () => JSON.parse(JSON.stringify(BLANK));
  const isBlank = (asked) => JSON.stringify(asked) === JSON.stringify(BLANK);
  const cents = (amount) => Math.round(amount * 100);

  // Where the value of a field of a goal is kept: a return of the whole and one of the next unit are two values.
  const keyOf = (goal, ask) => (ask === "ratio" ? goal : ask);
  const goalOf = (asked, meta) => meta.goals.find((g) => g.name === asked.goal) || meta.goals[0];

  // The first field of the goal that is still empty, or null.
  function missing(asked, meta) {
    const field = goalOf(asked, meta).asks.find(([ask]) => asked[keyOf(asked.goal, ask)] === null);
    return field || null;
  }

  // Why caution cannot be asked for beside the rest, or nothing. What was set before stays, but is not in force.
  function noCaution(asked, meta) {
    if (!meta.ranged) return "The curves in use are best estimates without a range, so there are no bad cases to protect against.";
    if (goalOf(asked, meta).free) return "Caution goes with a total that is spent, added to or cut; this goal leaves the total free.";
    return asked.strategy === "exact" ? "" : "Caution goes with the best split only.";
  }
  const cautionOf = (asked, meta) => (noCaution(asked, meta) ? 0 : asked.caution);

  // What the server is asked, under its names, and only where it differs from the usual. A goal that is not complete yet is
  // not in force.
  function settings(asked, meta, total) {
    const out = { budget: total / 100 }, { goal } = asked;
    if (goal !== "outcome" && !missing(asked, meta)) {
      Object.assign(out, { goal, budget: asked.base / 100 });
      for (const [ask] of goalOf(asked, meta).asks) {
        const value = asked[keyOf(goal, ask)];
        if (ask === "margin") out.margin = value;
        else if (ask === "reach") out.target = value;
        else if (ask === "ratio") out.target = meta.is_money ? value : 1 / value;
        else out.amount = value;
      }
    }
    if (asked.groups.length) {
      out.groups = asked.groups.map((g) => ({ name: g.name, campaigns: g.members.slice(), lower: g.lower / 100,
        upper: g.upper === null ? null : g.upper / 100, share: g.share }));
    }
    const floors = Object.entries(asked.floors);
    if (floors.length) out.at_least = Object.fromEntries(floors.map(([id, amount]) => [id, amount / 100]));
    if (asked.active !== null) out.most_active = asked.active;
    if (cautionOf(asked, meta) > 0) Object.assign(out, { caution: asked.caution, tail: asked.tail });
    if (asked.strategy !== "exact") out.strategy = asked.strategy;
    return out;
  }

  // As a saved scenario holds it. "known" tells the campaigns that the data still have.
  function opened(saved, meta, known) {
    const asked = blank();
    if (!saved) return asked;
    const goal = meta.goals.some((g) => g.name === saved.goal) ? saved.goal : "outcome";
    asked.goal = goal;
    if (goal !== "outcome") {
      asked.base = saved.budget === null ? null : cents(saved.budget);
      for (const [ask] of goalOf(asked, meta).asks) {
        const value = ask === "margin" ? saved.margin : ask === "reach" ? saved.target
          : ask === "ratio" ? (meta.is_money || !saved.target ? saved.target : Number((1 / saved.target).toPrecision(12))) : saved.amount;
        asked[keyOf(goal, ask)] = value === undefined ? null : value;
      }
    }
    asked.groups = (saved.groups || []).map((g) => ({ name: g.name, members: g.campaigns.filter(known), lower: cents(g.lower || 0),
      upper: g.upper === null ? null : cents(g.upper), share: g.share })).filter((g) => g.members.length);
    for (const [id, amount] of Object.entries(saved.at_least || {})) if (known(id)) asked.floors[id] = cents(amount);
    asked.active = saved.most_active === undefined ? null : saved.most_active;
    Object.assign(asked, { caution: saved.caution || 0, tail: saved.tail || BLANK.tail, strategy: saved.strategy || BLANK.strategy });
    return asked;
  }

  // For another question: amounts grow with the days; what is counted in another outcome is asked anew.
  function carried(from, factor, sameOutcome, known) {
    const asked = JSON.parse(JSON.stringify(from)), grown = (value) => (value === null ? null : Math.round(value * factor));
    asked.base = grown(asked.base);
    for (const name of ["amount", "least", "reach"]) if (asked[name] !== null) asked[name] *= factor;
    if (!sameOutcome) Object.assign(asked, { reach: null, average: null, marginal: null, margin: null });
    if (!sameOutcome && !["next", "cut"].includes(asked.goal)) Object.assign(asked, { goal: "outcome", base: null });
    asked.groups = asked.groups.map((g) => ({ ...g, members: g.members.filter(known), lower: grown(g.lower), upper: grown(g.upper) })).filter((g) => g.members.length);
    asked.floors = Object.fromEntries(Object.entries(asked.floors).flatMap(([id, amount]) => (known(id) ? [[id, grown(amount)]] : [])));
    return asked;
  }

  page.asked = { blank, isBlank, keyOf, goalOf, missing, noCaution, cautionOf, settings, opened, carried };
})();
