// Who is here: in the top bar, and beside the scenarios that they look at. Names are text, whatever they hold.
(function () {
  "use strict";
  const HUES = 6, MOST = 4, MOST_NARROW = 1, MOST_ROW = 3;
  const NARROW = window.matchMedia("(max-width: 639px)");
  let people = [];

  function initials(person) {
    if (!person.named) return person.name.slice(-1);
    const words = person.name.split(/\s+/).filter(Boolean), first = (word) => Array.from(word)[0] || "";
    return (first(words[0] || "") + (words.length > 1 ? first(words[words.length - 1]) : "")).toUpperCase();
  }

  function avatar(person, words, classes) {
    const node = document.createElement("span");
    // A guest has no name to be told by, so a colour helps.
    const hue = person.named === false ? ` avatar-guest who-${parseInt(person.key.slice(-4), 16) % HUES}` : "";
    node.className = `avatar ${classes || ""}${hue}`;
    node.textContent = person.text || initials(person);
    node.title = words;
    node.setAttribute("role", "img");
    node.setAttribute("aria-label", words);
    return node;
  }

  function pageName(path) {
    for (const link of document.querySelectorAll(".nav-link")) {
      const there = new URL(link.href, location.href).pathname.replace(/(.)\/$/, "$1");
      if (there.endsWith(path) && (path !== "/" || there === "/")) return link.querySelector("span:not(.i):not(.nav-count)").textContent;
    }
    return "another page";
  }

  const isHere = (person, path) => person.at.some(([there]) => there === path);

  // Writes only where something else is to be shown: a tooltip that is open stays open.
  function draw(place, nodes) {
    const text = nodes.map((n) => n.className + n.title + n.textContent).join("|");
    if (place.dataset.shown === text) return;
    place.dataset.shown = text;
    place.replaceChildren(...nodes);
  }

  function bar() {
    const place = document.getElementById("people");
    if (!place) return;
    const path = window.productNews.path(), sorted = people.slice().sort((a, b) => isHere(b, path) - isHere(a, path));
    const words = (p) => (isHere(p, path) ? `${p.name}, on this page` : `${p.name}, on ${pageName(p.at[0][0])}`);
    const most = NARROW.matches ? MOST_NARROW : MOST, room = sorted.length > most + 1 ? most : sorted.length;
    const nodes = sorted.slice(0, room).map((p) => avatar(p, words(p), isHere(p, path) ? "is-live" : ""));
    const rest = sorted.slice(room);
    if (rest.length) nodes.push(avatar({ text: `+${rest.length}` }, rest.map(words).join("; "), "avatar-more"));
    draw(place, nodes);
    place.setAttribute("aria-label", people.length ? `Here now: you, ${people.map((p) => p.name).join(", ")}` : "Here now: only you");
  }

  // The others who have a scenario in sight, with what they do there in words.
  function onScenario(id) {
    return people.flatMap((person) => {
      const there = person.at.filter(([, ids]) => ids.includes(id));
      if (!there.length) return [];
      return [{ person, words: `${person.name} ${there.some(([path]) => path === "/budget") ? "works on this in Budget" : "looks at this"}` }];
    });
  }

  function avatars(id) {
    const found = onScenario(id), nodes = found.slice(0, MOST_ROW).map(({ person, words }) => avatar(person, words, "avatar-s"));
    if (found.length > MOST_ROW) nodes.push(avatar({ text: `+${found.length - MOST_ROW}` }, found.slice(MOST_ROW).map((f) => f.words).join("; "), "avatar-s"));
    return nodes;
  }

  function rows() {
    for (const place of document.querySelectorAll("[data-people]")) draw(place, avatars(place.dataset.people));
  }

  function show() { bar(); rows(); }

  document.addEventListener("news:answer", (event) => { people = event.detail.people; show(); });
  NARROW.addEventListener("change", show);

  window.dash_clientside = window.dash_clientside || {};
  // Dash hands over before the browser has drawn the rows.
  window.dash_clientside.people = { rows: () => { requestAnimationFrame(() => requestAnimationFrame(rows)); } };
  window.productPeople = { onScenario, avatars, draw };
})();
