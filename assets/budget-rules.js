// The rules of a plan in words, each with what edits and what removes it: limits and locks of campaigns, groups, floors.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const FEW = 4;

  // The share by which every campaign may change, where most limits say the same one; and who follows it.
  function changeRule(plan) {
    const shares = new Map(), changed = (i) => plan.lower[i] !== plan.defaultLower[i] || plan.upper[i] !== plan.defaultUpper[i];
    const near = (a, b) => Math.abs(a - b) <= 2;
    const follows = (i, share) => near(plan.lower[i], Math.max(0, plan.today[i] * (1 - share))) && near(plan.upper[i], plan.today[i] * (1 + share));
    plan.today.forEach((today, i) => {
      if (today <= 0 || !changed(i)) return;
      const share = Math.round((plan.upper[i] / today - 1) * 1000) / 1000;
      if (share >= 0 && follows(i, share)) shares.set(share, (shares.get(share) || 0) + 1);
    });
    const [share, count] = [...shares].sort((a, b) => b[1] - a[1])[0] || [null, 0];
    if (share === null || count < 2 || count < plan.today.length / 2) return null;
    return { share, who: plan.today.map((_, i) => changed(i) && follows(i, share)) };
  }

  // Sets the limits of all campaigns to a share of today's amounts; null gives the usual limits back to those that follow it.
  function limitChanges(plan, share) {
    const rule = changeRule(plan);
    plan.today.forEach((today, i) => {
      if (share !== null) {
        plan.lower[i] = Math.max(0, Math.round(today * (1 - share)));
        plan.upper[i] = Math.round(today * (1 + share));
      } else if (rule && rule.who[i]) {
        plan.lower[i] = plan.defaultLower[i];
        plan.upper[i] = plan.defaultUpper[i];
      }
    });
  }

  const listed = (names) => (names.length > FEW ? `${names.slice(0, FEW - 1).join(", ")} and ${names.length - FEW + 1} more` : names.join(", "));

  // Each: kind, key, text (the words), about (name it begins with), kept (whether the plan keeps it), edit and remove.
  function rulesOf(host) {
    const { plan, meta } = host, { asked } = plan, rules = [], { percent } = page.format, full = (value) => host.amount(value);
    const name = (i) => meta.campaigns[i].name, inside = (i) => plan.spend[i] >= plan.lower[i] && plan.spend[i] <= plan.upper[i];
    const locked = plan.locked.flatMap((on, i) => (on ? [i] : []));
    if (locked.length) {
      rules.push({ kind: "locked", about: locked.length === 1 ? name(locked[0]) : `${locked.length} campaigns`, text: `locked at ${locked.length === 1 ? full(plan.spend[locked[0]]) : "their amounts"}`,
        note: locked.length > 1 ? listed(locked.map(name)) : "", kept: true, remove: () => host.change("Unlock all", (p) => { p.locked.fill(false); }) });
    }
    const all = changeRule(plan);
    if (all) {
      rules.push({ kind: "change", about: "Every campaign", text: `changes by ${percent(all.share, all.share * 100 % 1 ? 1 : 0)} at most`, note: all.who.every(Boolean) ? "" : `${all.who.filter(Boolean).length} of ${all.who.length} campaigns`,
        kept: all.who.every((on, i) => !on || plan.locked[i] || inside(i)), edit: "change", share: all.share,
        remove: () => host.change("Let campaigns change as usual", (p) => limitChanges(p, null)) });
    }
    const own = plan.spend.flatMap((_, i) => ((all && all.who[i]) || (plan.lower[i] === plan.defaultLower[i] && plan.upper[i] === plan.defaultUpper[i]) ? [] : [i]));
    for (const i of own.slice(0, own.length > FEW + 1 ? FEW : own.length)) {
      rules.push({ kind: "limit", about: name(i), text: span(plan.lower[i], plan.upper[i] === plan.defaultUpper[i] ? null : plan.upper[i], full), kept: plan.locked[i] || inside(i),
        edit: "limit", i, remove: () => host.usualLimits(i) });
    }
    if (own.length > FEW + 1) {
      const rest = own.slice(FEW);
      rules.push({ kind: "limits", about: `${rest.length} more campaigns`, text: "limits of their own", note: listed(rest.map(name)), kept: rest.every((i) => plan.locked[i] || inside(i)),
        remove: () => host.change("Usual limits", (p) => { for (const i of rest) { p.lower[i] = p.defaultLower[i]; p.upper[i] = p.defaultUpper[i]; } }) });
    }
    asked.groups.forEach((group, at) => {
      const sum = group.members.reduce((total, id) => total + plan.spend[plan.index.get(id)], 0), { total } = plan;
      const parts = [];
      if (group.lower || group.upper !== null) parts.push(span(group.lower, group.upper, full));
      if (group.share !== null) parts.push(`${percent(group.share, group.share * 100 % 1 ? 1 : 0)} of the whole at most`);
      rules.push({ kind: "group", about: group.name, text: parts.join(", ") || "no limit yet", note: listed(group.members.map((id) => name(plan.index.get(id)))),
        kept: sum >= group.lower && (group.upper === null || sum <= group.upper) && (group.share === null || sum <= group.share * total + 1),
        now: `now ${full(sum)}`, edit: "group", group: at,
        remove: () => host.demand(`Remove the group ${group.name}`, (a) => { a.groups.splice(at, 1); }) });
    });
    const amounts = new Map();
    for (const [id, amount] of Object.entries(asked.floors)) amounts.set(amount, [...(amounts.get(amount) || []), id]);
    for (const [amount, ids] of amounts) {
      const everyone = ids.length === meta.campaigns.length;
      rules.push({ kind: "floor", about: everyone ? "Every campaign" : ids.length === 1 ? name(plan.index.get(ids[0])) : `${ids.length} campaigns`, text: `nothing or at least ${full(amount)}`,
        note: everyone || ids.length === 1 ? "" : listed(ids.map((id) => name(plan.index.get(id)))), kept: ids.every((id) => { const s = plan.spend[plan.index.get(id)]; return s === 0 || s >= amount; }),
        edit: "floor", amount, ids, remove: () => host.demand("Remove “nothing or at least”", (a) => { for (const id of ids) delete a.floors[id]; }) });
    }
    if (asked.active !== null) {
      const runs = plan.spend.filter((s) => s > 0).length;
      rules.push({ kind: "active", about: "All together", text: `at most ${asked.active} ${asked.active === 1 ? "campaign runs" : "campaigns run"}`, kept: runs <= asked.active, now: `now ${runs}`, edit: "active",
        remove: () => host.demand("Let any number run", (a) => { a.active = null; }) });
    }
    return rules;
  }

  function span(lower, upper, full) {
    if (!lower) return upper === null ? "no limit" : `${full(upper)} at most`;
    return upper === null ? `${full(lower)} at least` : `${full(lower)} to ${full(upper)}`;
  }

  page.rules = { changeRule, limitChanges, rulesOf };
})();
