// What others did that concerns the page, said beside it and never in its way; and the state of the connection.
(function () {
  "use strict";
  const OWN_MS = 4000;
  const shown = new Map();
  let own = 0, path = null;

  function element(tag, className, ...children) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }
  const icon = (name) => { const i = element("span", `i icon-${name}`); i.setAttribute("aria-hidden", "true"); return i; };

  // acts: [text, action] each a button. One notice a key; a later one takes the place of the earlier.
  function show(key, head, words, acts, kind = "info") {
    const area = document.getElementById("notices"), text = JSON.stringify([head, words, (acts || []).map(([label]) => label)]);
    if (!area || (shown.get(key) && shown.get(key).text === text)) return;
    clear(key);
    const node = element("div", `notice notice-${kind}`, icon(kind === "warn" ? "warning" : "info"), element("p", null, element("b", null, head), words ? ` ${words}` : null));
    const buttons = element("div", "acts");
    for (const [label, action] of acts || []) {
      const button = element("button", "btn btn-s", label);
      button.type = "button";
      button.addEventListener("click", () => action());
      buttons.append(button);
    }
    const close = element("button", "btn btn-s btn-ghost btn-icon notice-close", icon("close"));
    close.type = "button";
    close.setAttribute("aria-label", "Close");
    // Closed is read: the same words do not come back.
    close.addEventListener("click", () => { const one = shown.get(key); if (one) { one.node.remove(); one.closed = true; } });
    node.append(buttons, close);
    node.setAttribute("role", "status");
    area.append(node);
    shown.set(key, { node, text });
  }

  function clear(...keys) {
    for (const key of keys) {
      if (shown.has(key)) shown.get(key).node.remove();
      shown.delete(key);
    }
  }

  // Pages that show data, and do not follow by themselves because somebody may be in the middle of something there.
  const WORDS = { data: "Other data are in use now.", model: "The model was changed.", kpis: "Margins or tags were changed." };
  document.addEventListener("news:answer", (event) => {
    const here = window.productNews.path(), { changed } = event.detail;
    if (here !== path) { clear("data", "model"); path = here; }
    const what = changed.includes("data") ? "data" : changed.includes("model") ? "model" : kpis(here, changed) ? "kpis" : null;
    if (!what || here === "/budget" || here === "/scenarios") return;
    if (Date.now() - own < OWN_MS) return;
    // The overview is only read: it is made again at once.
    if (here === "/") renew();
    else show("data", WORDS[what], "This page shows what was in use before.", [["Show the new", renew]]);
  });
  // Margins and tags are seen on the pages of figures alone.
  function kpis(here, changed) { return changed.includes("kpis") && (here === "/" || here === "/campaigns"); }
  document.addEventListener("news:own", () => { own = Date.now(); clear("data", "model"); });

  function renew() {
    clear("data", "model");
    window.dash_clientside.set_props("renew", { data: Date.now() });
  }

  // The connection, quietly in the top bar.
  function connection() {
    const place = document.getElementById("connection");
    if (!place) return;
    const waiting = window.productSaves ? window.productSaves.waiting() : 0;
    const lost = window.productNews.lost || (waiting && window.productSaves.failing());
    const words = !lost ? "" : "Connection lost. Trying again." + (waiting ? ` ${waiting === 1 ? "A plan is" : `${waiting} plans are`} not saved yet; kept in this browser.` : "");
    if (place.textContent === words) return;
    place.replaceChildren(...(words ? [icon("warning"), element("span", null, words)] : []));
    place.title = words;
  }
  for (const name of ["news:lost", "news:back", "save:waiting", "save:answer"]) document.addEventListener(name, connection);

  window.productNotices = { show, clear };
})();
