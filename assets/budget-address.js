// The address of the page: it follows the plan, so that a reload, a bookmark or another person opens the same.
// callbacks/budget_address.py reads what is written here.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const LONGEST = 1500, VALUES = ["reach", "average", "marginal", "amount", "least", "margin"];

  // Other parts of the page put their own state into the address: "names" are the texts they own, write(host) gives those
  // that are not as usual, open(host, given) reads all back when the page opens. Nothing that is given can be relied on.
  // "view": how a person looks at the plan, no part of it; it stays outside of short ids.
  const parts = [];

  const amount = (cents) => String(cents / 100);
  const name = (id) => encodeURIComponent(id);
  const listed = (meta, keep, value) => meta.campaigns.flatMap((c, i) => (keep(i) ? [`${name(c.id)}${value ? `:${value(i)}` : ""}`] : [])).join(",");

  // The plan as texts by name; nothing for the plan that the page opens with by itself.
  function planTexts(host) {
    const { plan, meta, from } = host, { asked } = plan, out = {};
    const put = (key, text) => { if (text !== "" && text !== null && text !== undefined) out[key] = String(text); };
    if (!plan.isToday) {
      // All amounts: today's split may be another one when the link is opened.
      put("spend", listed(meta, () => true, (i) => amount(plan.spend[i])));
      put("lock", listed(meta, (i) => plan.locked[i]));
      put("min", listed(meta, (i) => plan.lower[i] !== plan.defaultLower[i], (i) => amount(plan.lower[i])));
      put("max", listed(meta, (i) => plan.upper[i] !== plan.defaultUpper[i], (i) => amount(plan.upper[i])));
    }
    if (!plan.keep) put("keep", "no");
    if (plan.mode !== "next") put("take", plan.mode);
    if (asked.goal !== "outcome") put("goal", asked.goal);
    put("total", asked.base === null ? null : amount(asked.base));
    for (const key of VALUES) put(key, asked[key]);
    if (asked.groups.length) {
      put("groups", JSON.stringify(asked.groups.map((g) => ({ name: g.name, campaigns: g.members, lower: g.lower / 100, upper: g.upper === null ? null : g.upper / 100, share: g.share }))));
    }
    put("floor", Object.entries(asked.floors).map(([id, cents]) => `${name(id)}:${amount(cents)}`).join(","));
    put("active", asked.active);
    if (asked.caution) put("caution", asked.caution);
    if (asked.tail !== 0.1) put("tail", asked.tail);
    if (asked.strategy !== "exact") put("strategy", asked.strategy);
    put("chance", host.reach);
    if (!page.weeks.isBlank(plan.weeks)) put("weeks", JSON.stringify(plan.weeks));
    Object.assign(out, partTexts(host, false));
    const own = Object.keys(out).length > 0, opens = meta.outcome === meta.outcomes[0][0] && meta.days === meta.opens_days;
    if (own && from) Object.assign(out, { scenario: from.id, version: String(from.version) });
    if (own && !plan.isToday) out.made = meta.made;
    return own || !opens ? { outcome: meta.outcome, days: String(meta.days), ...out } : out;
  }

  const partTexts = (host, view) => Object.assign({}, ...parts.filter((part) => Boolean(part.view) === view).map((part) => part.write(host)));

  // What the plan of now is known by: until anything changes, the address that it was opened by stands for it.
  const fingerprint = (host) => JSON.stringify([host.plan.snapshot(), host.reach, partTexts(host, false)]);

  function texts(host) {
    const { origin } = host, plan = origin && origin.is === fingerprint(host) ? origin.texts : planTexts(host);
    return { ...plan, ...partTexts(host, true) };
  }

  // Signs that an address may hold as they are stay readable.
  const encoded = (text) => encodeURIComponent(text).replace(/%(3A|2C)/g, decodeURIComponent);
  const query = (given) => Object.entries(given).map(([key, text]) => `${key}=${encoded(text)}`).join("&");

  // The part that fits, without the longest texts. What opens it says that it is a part.
  function fitting(given) {
    const kept = { ...given }, byLength = Object.keys(given).sort((a, b) => given[b].length - given[a].length);
    for (const key of byLength) {
      if (query(kept).length <= LONGEST) break;
      delete kept[key];
      kept.part = "1";
    }
    return kept;
  }

  // Whether the address of the window is this page's to write.
  const isHere = (host) => host.places.rows.isConnected && window.location.pathname === host.path;

  function write(host, given) {
    const kept = fitting(given), text = query(kept), search = text ? `?${text}` : "";
    // A reload of a part gives the whole back: this browser keeps it beside the address.
    const beside = kept.part ? { dataset: host.meta.dataset, snapshot: host.plan.snapshot(), reach: host.reach, from: host.from, search } : undefined;
    if (search !== window.location.search || beside) window.history.replaceState({ budget: beside }, "", window.location.pathname + search);
    if (page.kept) Object.assign(page.kept, { search, origin: host.origin, from: host.from });
    return !kept.part;
  }

  const address = {
    parts,
    planTexts,
    query,
    fitting,

    // Before the plan is opened: what the address says to the parts of the page.
    begin(host) {
      host.path = window.location.pathname;
      for (const part of parts) part.open(host, host.meta.address || {});
      // A link to this page from this page brings its bare address back; the plan stays, and the address follows it again.
      window.addEventListener("_dashprivate_pushstate", () => address.follow(host), { signal: host.off.signal });
    },

    // The plan was opened: the address that did it, less what belongs to the parts.
    opened(host) {
      const given = Object.fromEntries(new URLSearchParams(window.location.search)), { from } = host;
      const viewed = new Set(parts.flatMap((part) => (part.view ? part.names : [])));
      const kept = Object.fromEntries(Object.entries(given).filter(([key]) => !viewed.has(key)));
      if (from && given.scenario && !given.spend && !given.version) kept.version = String(from.version);
      host.origin = kept.part ? null : { is: fingerprint(host), texts: kept };
    },

    saved(host, scenario) {
      host.origin = { is: fingerprint(host), texts: { scenario: scenario.id, version: String(scenario.version) } };
      address.follow(host);
    },

    follow(host) { if (host.plan && isHere(host)) write(host, texts(host)); },

    // What this browser kept beside an address that held only a part.
    beside(meta) {
      const { budget } = window.history.state || {};
      return budget && budget.dataset === meta.dataset && budget.search === window.location.search ? budget : null;
    },

    // Makes a link that holds everything, and copies it; only a long state needs the server.
    copy(host) {
      if (host.moving !== null) host.endGesture();
      if (write(host, texts(host))) copied(host);
      else {
        host.linking = fingerprint(host);
        host.send("budget-link", { state: planTexts(host) });
      }
    },

    linked(host, answer) {
      if (!answer.ok) { host.refused(answer.error); return; }
      // Only where nothing changed meanwhile the address may stand for the plan.
      if (host.linking !== fingerprint(host) || !isHere(host)) return;
      host.origin = { is: host.linking, texts: { link: answer.id } };
      address.follow(host);
      copied(host);
    },
  };

  async function copied(host) {
    const { href } = window.location;
    const done = await window.productClipboard(href);
    if (done) window.dash_clientside.set_props("toast", { data: { text: "Link copied", detail: "It opens this plan as it is now", kind: "done" } });
    else host.note.show("info", "Copy this link:", href);
  }

  page.address = address;
})();
