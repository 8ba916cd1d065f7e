// Saves that have to arrive: each is kept in this browser before it is sent, and sent again until the server has answered.
// The server keeps a token once, so a save whose answer was lost is not kept twice.
(function () {
  "use strict";
  const PREFIX = "kept-save:", FIRST_RETRY = 1000, SLOWEST = 5000, PATIENCE = 30000;
  const UNREACHABLE = [502, 503, 504];
  const memory = new Map(), sending = new Set(), onlyHere = new Set();
  let failed = 0, timer = null;

  const keep = (entry) => {
    memory.set(entry.token, entry);
    try { localStorage.setItem(PREFIX + entry.token, JSON.stringify(entry)); } catch (_) { onlyHere.add(entry.token); /* Full or switched off: kept while the tab is open. */ }
  };
  const drop = (token) => {
    memory.delete(token);
    try { localStorage.removeItem(PREFIX + token); } catch (_) { /* As above. */ }
  };

  // Oldest first. Another tab may have kept some, or have got them through.
  function all() {
    try {
      const tokens = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
      for (const token of Array.from(memory.keys())) if (!tokens.includes(token) && !onlyHere.has(token)) memory.delete(token);
      for (const token of tokens) if (!memory.has(token)) read(token);
    } catch (_) { /* Only memory then. */ }
    return Array.from(memory.values()).sort((a, b) => a.at - b.at);
  }
  function read(token) {
    try {
      const entry = JSON.parse(localStorage.getItem(PREFIX + token));
      if (entry && entry.token === token && entry.plan && typeof entry.plan === "object") { memory.set(token, entry); return; }
    } catch (_) { /* Not ours. */ }
    localStorage.removeItem(PREFIX + token);
  }

  const say = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));
  const waiting = () => all().filter((entry) => !entry.refused).length;

  function send(plan) {
    const entry = { token: window.productNews.random(), at: Date.now(), plan: { ...plan, person: window.productNews.person() } };
    keep(entry);
    attempt(entry);
    return entry.token;
  }

  async function attempt(entry) {
    const { token } = entry;
    if (sending.has(token)) return;
    sending.add(token);
    let got = null;
    try {
      got = await window.productNews.post("/api/saves", { ...entry.plan, token }, PATIENCE);
      if (UNREACHABLE.includes(got.status)) got = null;
    } catch (_) { got = null; }
    sending.delete(token);
    if (!got) {
      failed += 1;
      say("save:waiting", { token, plan: entry.plan });
      clearTimeout(timer);
      timer = setTimeout(retry, Math.min(FIRST_RETRY * 2 ** (failed - 1), SLOWEST));
      return;
    }
    failed = 0;
    const answer = got.status === 200 ? got.data : { ok: false, error: { head: (got.data && got.data.error) || "The server could not save this plan.", text: "" } };
    const mine = all().some((one) => one.token === token);
    if (answer.ok) drop(token);
    // Who asked for it takes the answer by preventing the default; else it is told as a message.
    const taken = !say("save:answer", { token, plan: entry.plan, answer });
    if (answer.ok) { if (mine) told(answer.scenario); window.dash_clientside.news.look(true); }
    else if (taken) drop(token);
    else refused(entry, answer);
  }

  function told(saved) {
    const text = `Saved as “${saved.name}”${saved.version > 1 ? `, version ${saved.version}` : ""}`;
    toast({ kind: "done", text, action: "Open scenarios", href: "/scenarios" });
  }

  // Kept until somebody decides: the Budget page offers what there is.
  function refused(entry, answer) {
    keep({ ...entry, refused: answer });
    say("save:refused");
    if (window.productNews.path() !== "/budget") toast({ kind: "failed", text: `“${entry.plan.name}” is not saved yet`, detail: answer.error.head, action: "Open in Budget", href: "/budget" });
  }

  const toast = (message) => window.dash_clientside.set_props("toast", { data: { detail: "", name: "", ...message } });

  function retry() {
    clearTimeout(timer);
    for (const entry of all()) if (!entry.refused) attempt(entry);
  }

  document.addEventListener("news:back", retry);
  window.addEventListener("online", retry);
  // What an earlier visit left behind, once the page can tell about it.
  document.addEventListener("news:answer", retry, { once: true });

  window.productSaves = { send, drop, waiting, failing: () => failed > 0, refused: () => all().filter((entry) => entry.refused) };
})();
