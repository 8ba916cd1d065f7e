// Asks once a second what is new and who is here, and says in the same breath that this tab is open. Others listen:
// Dash to the store "news", scripts to the events "news:answer", "news:lost" and "news:back" of the document.
(function () {
  "use strict";
  const EVERY = 1000, FIRST_RETRY = 500, SLOWEST = 5000, PATIENCE = 8000;
  // One question that fails may be chance; two are a lost connection.
  const LOST_AFTER = 2;
  // While a hand moves a slider nothing is asked, unless it takes so long that the others would think that one has left.
  const LONGEST_REST = 5000;

  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  const tab = random();
  let browser = null, timer = null, asking = false, again = null, failed = 0, lost = false, known = null, asked = 0;

  // Kept by the browser where it keeps anything; else this tab is a browser of its own.
  function browserId() {
    try {
      browser = browser || localStorage.getItem("browser");
      if (!browser) localStorage.setItem("browser", (browser = random()));
    } catch (_) { browser = browser || random(); }
    return browser;
  }

  // What the person calls themselves: Dash keeps the store "person" there.
  function person() {
    try { const name = JSON.parse(localStorage.getItem("person") || "null"); return typeof name === "string" ? name : ""; } catch (_) { return ""; }
  }

  let base = null;
  function prefix() {
    if (base === null) {
      try { base = JSON.parse(document.getElementById("_dash-config").textContent).requests_pathname_prefix || "/"; } catch (_) { base = "/"; }
    }
    return base;
  }
  const address = (path) => prefix().replace(/\/$/, "") + path;
  const path = () => { const p = location.pathname, b = prefix(); return (p.startsWith(b) ? "/" + p.slice(b.length) : p).replace(/(.)\/$/, "$1"); };

  // The scenarios in sight: the one that the Budget page works on, else those that the address or the list choose.
  function working() {
    const now = window.budgetPage && window.budgetPage.now;
    return now && now.places.rows.isConnected && now.from ? now.from.id : null;
  }
  function scenarios() {
    const mine = working();
    if (path() === "/budget") return mine ? [mine] : [];
    const query = new URLSearchParams(location.search), named = [query.get("scenario"), ...(query.get("ids") || "").split(",")];
    const chosen = Array.from(document.querySelectorAll(".slist .is-on[data-scenario]"), (row) => row.dataset.scenario);
    return [...new Set([...named.filter(Boolean), ...chosen])].slice(0, 4);
  }

  async function post(where, body, patience = PATIENCE) {
    const stop = new AbortController(), limit = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(address(where), { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal: stop.signal });
      return { status: answer.status, data: await answer.json() };
    } finally { clearTimeout(limit); }
  }

  const say = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const ready = () => window.dash_clientside && window.dash_clientside.set_props && document.getElementById("people");

  // From the press on, not from the first move.
  let held = false;
  document.addEventListener("pointerdown", (event) => { held = Boolean(event.target.closest && event.target.closest("input[type=range]")); }, true);
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => { held = false; }, true);
  function dragging() {
    const now = window.budgetPage && window.budgetPage.now;
    return held || (Boolean(now) && now.moving !== null && now.places.rows.isConnected);
  }

  async function ask(fresh) {
    clearTimeout(timer);
    if (document.hidden) return;
    if (!ready()) { timer = setTimeout(ask, 100); return; }
    if (dragging() && Date.now() - asked < LONGEST_REST) { timer = setTimeout(ask, EVERY / 4); return; }
    if (asking) { again = again || { fresh: false }; again.fresh = again.fresh || fresh === true; return; }
    asking = true;
    asked = Date.now();
    try {
      const body = { tab, browser: browserId(), name: person(), path: path(), scenarios: scenarios(), of: working(), fresh: fresh === true };
      const { status, data } = await post("/api/news", body);
      if (status !== 200) throw new Error(`answered with ${status}`);
      failed = 0;
      if (lost) { lost = false; say("news:back"); }
      take(data);
    } catch (_) {
      failed += 1;
      if (failed >= LOST_AFTER && !lost) { lost = true; say("news:lost"); }
    }
    asking = false;
    const next = again;
    again = null;
    if (next && !failed) ask(next.fresh);
    else timer = setTimeout(ask, failed ? Math.min(FIRST_RETRY * 2 ** (failed - 1), SLOWEST) : EVERY);
  }

  function take({ news, people, of }) {
    const text = JSON.stringify(news);
    const changed = known ? Object.keys(news).filter((name) => news[name] !== known.news[name]) : [];
    if (!known || text !== known.text) {
      known = { news, text };
      window.dash_clientside.set_props("news", { data: { ...news, changed } });
    }
    say("news:answer", { news, changed, people, of });
  }

  // A callback did not get through: no need to wait for a second failure of one's own.
  document.addEventListener("news:missed", () => {
    failed = Math.max(failed, LOST_AFTER - 1);
    if (!lost) { lost = true; say("news:lost"); }
    ask();
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) clearTimeout(timer); else ask(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
  window.addEventListener("online", () => ask());
  window.addEventListener("offline", () => ask());
  // The others need not wait until a closed tab is taken for gone.
  window.addEventListener("pagehide", () => navigator.sendBeacon(address("/api/news"), new Blob([JSON.stringify({ tab, leave: true })], { type: "application/json" })));

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.news = {
    // After an act of this person: what it changed is theirs, and is shown at once.
    look: (changed) => {
      if (changed === null || changed === undefined) return;
      say("news:own");
      ask(true);
    },
  };
  window.productNews = { ask, post, person, path, random, get lost() { return lost; }, get known() { return known && known.news; } };
  ask();
})();
