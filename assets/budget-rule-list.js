// Rules: each in words with what edits and removes it, and what can be added.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const ADD = [["change", "Limit changes"], ["group", "Group"], ["floor", "Nothing or at least"], ["active", "How many run"]];

  class RulesPart {
    constructor(host) {
      const { el, button } = page.dom;
      this.host = host;
      this.list = el("ul", { class: "bud-rules" });
      this.place = el("div", { class: "bud-rule-place" });
      this.clear = button("Remove all", { kind: "ghost", small: true }, () => host.clearRules());
      this.add = el("div", { class: "bud-rule-add", role: "group", "aria-label": "Add a rule" }, ADD.map(([kind, label]) => button(label, { small: true, iconName: "plus" }, (event) => this.edit(kind, null, event.currentTarget))));
      this.node = el("section", { class: "bud-panel-part bud-panel-rules", "aria-label": "Rules" }, el("div", { class: "bud-panel-head" }, el("h3", null, "Rules"), this.clear), this.list, this.place, this.add);
    }

    edit(kind, rule, from) {
      const { host } = this;
      if (kind === "limit") { host.showLimits(rule.i); return; }
      this.close();
      this.from = from;
      this.editing = page.ruleForms[kind](host, rule || {}, () => this.close(true));
      this.place.replaceChildren(this.editing);
      this.add.hidden = true;
      this.editing.querySelector("input, select, button").focus();
    }

    close(back = false) {
      this.place.replaceChildren();
      this.add.hidden = false;
      this.editing = null;
      if (back && this.from) (this.from.isConnected ? this.from : this.add.firstChild).focus();
    }

    draw(rules) {
      const { el, button, icon } = page.dom;
      const key = JSON.stringify(rules.map(({ about, text, note, kept, now }) => [about, text, note, kept, now]));
      if (key === this.drawn || !rules) return;
      this.drawn = key;
      this.clear.hidden = !rules.length;
      this.list.replaceChildren(...(rules.length ? rules.map((rule) => el("li", null,
        el("span", { class: "bud-rule-words" }, el("b", null, rule.about), ` ${rule.text}`,
          rule.kept ? null : el("span", { class: "chip chip-warn" }, icon("warning"), `Not kept${rule.now ? `, ${rule.now}` : ""}`),
          rule.note ? el("small", null, rule.note) : null),
        rule.edit ? button(`Edit: ${rule.about} ${rule.text}`, { kind: "ghost", small: true, iconName: "edit", iconOnly: true }, (event) => this.edit(rule.edit, rule, event.currentTarget)) : null,
        button(`Remove: ${rule.about} ${rule.text}`, { kind: "ghost", small: true, iconName: "trash", iconOnly: true }, () => { this.close(); rule.remove(); this.add.firstChild.focus(); })))
        : [el("li", { class: "bud-rules-none" }, "None: every campaign may take from nothing to its usual maximum.")]));
    }
  }

  page.RulesPart = RulesPart;
})();
