// The head of the page, the action bar, the notes, and the five largest moves.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});

  // The title is the finding, live.
  class Head {
    constructor(root, host) {
      const { el } = page.dom;
      this.host = host;
      this.title = el("h1");
      this.sub = el("p", { class: "sub" });
      const source = host.meta.curves_from;
      const link = page.dom.button("Copy link", { iconName: "link", more: "bud-link", title: "Copy a link that opens this plan as it is now" }, () => page.address.copy(host));
      root.replaceChildren(el("div", null, this.title, this.sub,
        source ? el("p", { class: "bud-source" }, page.dom.icon("models"), el("a", { href: "/models", title: "See what was brought, or use the product's own model again" }, `Curves from ${source}`)) : null,
        host.meta.rests_on ? el("p", { class: "bud-source bud-rests" }, page.dom.icon("customers"), el("span", null, `${host.meta.rests_on} `, el("a", { href: "/customers?view=cohorts" }, "See who stays"))) : null), el("div", { class: "page-tools" }, link));
    }

    draw() {
      const { host } = this, { totals, meta, plan } = host, { text } = page.dom, { money } = page.format;
      const change = plan.total - host.todayTotal, amount = (value) => money(value / 100, meta.sign, "full");
      const spend = Math.abs(change) < 50 ? `for the same ${amount(plan.total)}` : `for ${amount(Math.abs(change))} ${change > 0 ? "more" : "less"} spend`;
      if (totals.chance === null) {
        text(this.title, `Today's split would bring about ${host.outcomeText(totals.expected)}${meta.what} in ${meta.days} days`);
        text(this.sub, `${meta.ranged ? `Likely ${host.outcomeSpan(totals.lower, totals.upper)}, for` : "For"} ${amount(plan.total)}. ${meta.dates}`);
      } else {
        const more = totals.gain >= 0, reached = host.isBest && plan.asked.goal !== "outcome" ? host.best.reached : "";
        const { what } = meta;
        // A goal of its own has a finding of its own; what it means against today then stands below.
        if (reached) text(this.title, reached.replace(/\.$/, ""));
        else text(this.title, `The plan brings about ${host.outcomeText(Math.abs(totals.gain), "round")} ${more ? "more" : meta.is_money ? "less" : "fewer"}${what} than today's split`);
        const ends = [totals.gainLower, totals.gainUpper].map((v) => host.outcomeText(more ? v : -v, "round"));
        const span = `${(more ? ends : ends.reverse()).join(" and ")} ${more ? "more" : "less"}`;
        const between = reached ? `Against today: between ${span}${what}` : `Between ${span}`;
        text(this.sub, `${meta.ranged ? `${between}, ${spend}` : spend[0].toUpperCase() + spend.slice(1)}. ${meta.dates}`);
      }
    }
  }

  class Bar {
    constructor(root, host) {
      const { el, button } = page.dom, { meta } = host;
      this.host = host;
      this.undo = button("Undo", { kind: "ghost", iconName: "undo", iconOnly: true }, () => host.undo());
      this.redo = button("Redo", { kind: "ghost", iconName: "redo", iconOnly: true }, () => host.redo());
      this.value = el("b");
      this.range = el("span", { class: "hide-sm hide-md" });
      this.gain = el("b");
      this.chance = el("b");
      this.onToday = el("span", null, this.gain, " on today");
      this.odds = el("span", null, this.chance, " chance");
      this.save = button("", { iconName: "save" }, () => host.openSave());
      this.save.lastChild.append("Save", el("span", { class: "hide-sm" }, " as scenario"));
      this.compare = button("", { iconName: "compare", "aria-label": "Compare", title: "Lay a saved scenario beside the plan" }, () => host.rival.ask());
      this.compare.lastChild.replaceWith(el("span", { class: "hide-sm" }, "Compare"));
      this.optimize = button("Optimize", { kind: "primary", iconName: "spark" }, () => host.optimize());
      this.cancel = button("Cancel", { kind: "ghost" }, () => host.cancelOptimize());
      root.className = "actionbar";
      root.setAttribute("role", "toolbar");
      root.setAttribute("aria-label", "Plan actions");
      root.replaceChildren(this.undo, this.redo,
        el("div", { class: "facts" }, el("span", null, this.value, ` ${meta.outcome_name.toLowerCase()}`), this.range, this.onToday, this.odds),
        el("div", { class: "acts" }, this.compare, this.save, this.cancel, this.optimize));
    }

    draw() {
      const { host } = this, { totals, history } = host, { text, flag, attribute } = page.dom, { chance } = page.format;
      text(this.value, host.outcomeText(totals.expected));
      text(this.range, host.meta.ranged ? host.outcomeSpan(totals.lower, totals.upper, true) : "");
      const same = totals.chance === null, unsure = same || !host.meta.ranged;
      attribute(this.onToday, "hidden", same);
      attribute(this.odds, "hidden", unsure);
      text(this.gain, host.outcomeText(totals.gain, "round", true));
      flag(this.gain, "pos", totals.gain > 0);
      flag(this.gain, "neg", totals.gain < 0);
      text(this.chance, chance(totals.chance));
      for (const [node, label, word] of [[this.undo, history.undoLabel, "Undo"], [this.redo, history.redoLabel, "Redo"]]) {
        attribute(node, "aria-disabled", label ? null : "true");
        text(node.lastChild, label ? `${word}: ${label}` : word);
        attribute(node, "title", label ? `${word}: ${label}` : word);
      }
      attribute(this.optimize, "aria-busy", host.optimizing ? "true" : null);
      attribute(this.cancel, "hidden", host.waited === null);
      text(this.optimize.lastChild, !host.optimizing ? "Optimize" : host.waited === null ? "Optimizing…" : `Searching, ${host.waited} s`);
      attribute(this.optimize, "title", host.waited === null ? null : "Hard questions are searched for up to half a minute");
    }
  }

  // One note at a time, above the cards: what happened, what is safe, what to do.
  class Note {
    constructor(root) { this.root = root; }

    // fixes: [text, action] each a button; kind: neg, warn, info.
    show(kind, head, words, fixes) {
      const { el, icon, button } = page.dom, icons = { neg: "warning", warn: "clock", info: "info" };
      const acts = (fixes || []).map(([label, action]) => button(label, { small: true }, () => { this.clear(); action(); }));
      const close = button("Close", { kind: "ghost", small: true }, () => this.clear());
      this.root.replaceChildren(el("div", { class: `note note-${kind} bud-note`, role: kind === "neg" ? "alert" : "status" }, icon(icons[kind]),
        el("div", null, el("b", null, head), ` ${words}`, el("div", { class: "acts" }, acts, close))));
      this.root.scrollIntoView({ block: "nearest" });
    }

    clear() { this.root.replaceChildren(); }

    // What is said about a step goes with the next step; what is said about the whole plan stays until it is closed.
    pass() { if (!this.root.querySelector(".note-warn")) this.clear(); }
  }

  class Why {
    constructor(root, host) {
      const { el } = page.dom;
      this.host = host;
      this.note = el("p");
      this.list = el("ul", { class: "bud-why" });
      root.replaceChildren(el("div", { class: "card-head" }, el("div", null, el("h2", null, "What changes, and why"), this.note)), el("div", { class: "card-body" }, this.list));
    }

    // moves: {name, change, text} by the server, largest first; null while it has not answered.
    show(moves) {
      const { el } = page.dom, { meta } = this.host, { money } = page.format;
      this.moves = moves;
      this.note.textContent = moves.length ? `The ${["", "only move", "two largest moves", "three largest moves", "four largest moves", "five largest moves"][moves.length]} of the plan, ${meta.money_plural} in ${meta.days} days.` : "";
      this.list.replaceChildren(...(moves.length
        ? moves.map((m) => el("li", null, el("span", { class: "fig" }, money(m.change, meta.sign, "full", true)), el("span", null, el("b", null, m.name), `: ${m.text}`)))
        : [el("li", { class: "whole" }, "The plan is today's split. Move a slider, or let Optimize propose a split, and the reasons stand here.")]));
    }
  }

  Object.assign(page, { Head, Bar, Note, Why });
})();
