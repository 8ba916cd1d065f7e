// The forms of rules: how far every campaign may change, a group, nothing or at least, how many run.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const SEARCH_FROM = 16;
  let number = 0;

  const field = (label, control, more) => page.dom.el("label", { class: `field${more ? ` ${more}` : ""}` }, page.dom.el("span", { class: "label" }, label), control);
  const typed = (value, attributes) => page.dom.el("input", { type: "text", class: "text-input form-control", autocomplete: "off", value, ...attributes });
  const numeric = (value, attributes) => typed(value, { class: "text-input form-control num", inputmode: "decimal", ...attributes });

  // A form whose save() returns a sentence where something cannot be used, or nothing.
  function form(title, parts, save, done) {
    const { el, button } = page.dom, error = el("p", { class: "neg fs-12", role: "alert", id: `budget-rule-error-${++number}` });
    const go = button("Keep this rule", { small: true });
    go.type = "submit";
    const node = el("form", { class: "bud-rule-form", "aria-label": title, novalidate: true }, el("h4", null, title), parts, error,
      el("div", { class: "acts" }, go, button("Cancel", { kind: "ghost", small: true }, done)));
    node.addEventListener("submit", (event) => {
      event.preventDefault();
      const wrong = save();
      error.textContent = wrong || "";
      if (!wrong) done();
    });
    node.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); done(); } });
    return node;
  }

  // An amount in cents; null where the field is empty, NaN where it is no amount.
  function centsOf(host, input) {
    if (!input.value.trim()) return null;
    const amount = page.format.parse(input.value);
    return amount >= 0 && amount <= host.meta.most_amount ? page.state.cents(amount) : NaN;
  }
  const shareText = (share) => page.format.percent(share, share * 100 % 1 ? 1 : 0);

  function change(host, rule, done) {
    const share = numeric(shareText(rule.share === undefined ? 0.2 : rule.share));
    const note = page.dom.el("p", { class: "field-note" }, "Sets minimum and maximum of every campaign around today's amount. Campaigns that do not run today stay at nothing.");
    return form("No campaign changes by more than", [field("Per cent of today", share, "bud-short"), note], () => {
      const value = page.parseShare(share.value);
      if (!(value >= 0 && value <= 10)) return "Type a number from 0 to 1,000, such as 20.";
      host.limitChanges(value);
      return "";
    }, done);
  }

  function floor(host, rule, done) {
    const { el } = page.dom, { meta } = host, ids = rule.ids || [];
    const one = ids.length === 1 ? ids[0] : "";
    const who = el("select", { class: "select form-select" }, el("option", { value: "" }, "Every campaign"), meta.campaigns.map((c) => el("option", { value: c.id }, `${c.channel} · ${c.name}`)));
    who.value = meta.campaigns.length > 1 ? one : "";
    const amount = numeric(rule.amount === undefined ? "" : host.amount(rule.amount));
    return form("A campaign gets nothing or at least", [el("div", { class: "bud-panel-fields" }, field("Campaign", who), field("Amount", amount, "bud-short"))], () => {
      const value = centsOf(host, amount);
      if (!(value > 0)) return "Type an amount above 0, such as 5,000.";
      host.demand(`Nothing or at least ${host.amount(value)}`, (asked) => {
        for (const id of ids) delete asked.floors[id];
        for (const id of who.value ? [who.value] : meta.campaigns.map((c) => c.id)) asked.floors[id] = value;
      });
      return "";
    }, done);
  }

  function active(host, rule, done) {
    const { asked } = host.plan, all = host.meta.campaigns.length;
    const most = numeric(asked.active === null ? "" : String(asked.active), { inputmode: "numeric" });
    return form("At most so many campaigns run", [field(`Campaigns, of ${all}`, most, "bud-short")], () => {
      const value = Number(most.value.trim() || NaN);
      if (!Number.isInteger(value) || value < 1) return `Type a whole number from 1 to ${all}.`;
      host.demand(`At most ${value} run`, (a) => { a.active = value; });
      return "";
    }, done);
  }

  function group(host, rule, done) {
    const { el, button } = page.dom, { meta, plan } = host, old = rule.group === undefined ? null : plan.asked.groups[rule.group];
    const chosen = new Set(old ? old.members : []);
    const name = typed(old ? old.name : "", { maxlength: "80" });
    const lower = numeric(old && old.lower ? host.amount(old.lower) : "", { placeholder: "None" });
    const upper = numeric(old && old.upper !== null ? host.amount(old.upper) : "", { placeholder: "None" });
    const share = numeric(old && old.share !== null ? shareText(old.share) : "", { placeholder: "None" });
    const now = el("p", { class: "field-note", role: "status" });
    let named = Boolean(old);
    name.addEventListener("input", () => { named = true; });
    const boxes = meta.campaigns.map((c) => {
      const box = el("input", { type: "checkbox", class: "form-check-input", value: c.id, onchange: () => { if (box.checked) chosen.add(c.id); else chosen.delete(c.id); drawn(); } });
      return { c, box, node: el("label", { class: `bud-member ${c.hue}` }, box, el("span", { class: "dot", "aria-hidden": "true" }), el("span", null, c.name)) };
    });
    const channels = [...new Set(meta.campaigns.map((c) => c.channel))].map((channel) => {
      const members = meta.campaigns.filter((c) => c.channel === channel).map((c) => c.id);
      return { members, channel, node: button(channel, { small: true }, () => {
        const on = members.every((id) => chosen.has(id));
        for (const id of members) if (on) chosen.delete(id); else chosen.add(id);
        if (!named) name.value = channels.filter((ch) => ch.members.every((id) => chosen.has(id))).map((ch) => ch.channel).join(" and ");
        drawn();
      }) };
    });
    function drawn() {
      for (const { c, box } of boxes) box.checked = chosen.has(c.id);
      for (const { members, node } of channels) node.setAttribute("aria-pressed", String(members.every((id) => chosen.has(id))));
      const sum = [...chosen].reduce((total, id) => total + plan.spend[plan.index.get(id)], 0);
      now.textContent = chosen.size ? `${chosen.size} of ${meta.campaigns.length} campaigns, now ${host.amount(sum)}, ${page.format.percent(plan.total ? sum / plan.total : 0, 0)} of the whole.` : "Choose a channel, or any campaigns.";
    }
    const members = el("div", { class: "bud-members", role: "group", "aria-label": "Campaigns of the group" }, boxes.map((b) => b.node));
    const find = boxes.length < SEARCH_FROM ? null : typed("", { type: "search", placeholder: `Find one of ${boxes.length} campaigns`, "aria-label": "Find a campaign of the group", oninput: (event) => {
      const wanted = event.target.value.trim().toLowerCase();
      for (const { c, node } of boxes) node.hidden = !`${c.channel} ${c.name}`.toLowerCase().includes(wanted);
    } });
    drawn();
    const parts = [el("div", { class: "bud-channels", role: "group", "aria-label": "Channels" }, channels.map((c) => c.node)), find, members, now,
      el("div", { class: "bud-panel-fields bud-group-fields" }, field("Name", name), field("Minimum", lower), field("Maximum", upper), field("Largest share", share))];
    return form(old ? `Group ${old.name}` : "A group of campaigns", parts, () => {
      const low = centsOf(host, lower), high = centsOf(host, upper), most = share.value.trim() ? page.parseShare(share.value) : null, called = name.value.trim();
      if (!chosen.size) return "Choose at least one campaign.";
      if (!called) return "Give the group a name.";
      if (plan.asked.groups.some((g, at) => g.name === called && at !== rule.group)) return `There is a group called “${called}”. Choose another name.`;
      if (Number.isNaN(low) || Number.isNaN(high)) return "Type amounts of 0 or more, such as 84,000 or 84k.";
      if (most !== null && !(most >= 0 && most <= 1)) return "The share goes from 0 to 100 %.";
      if (!low && high === null && most === null) return "Say a minimum, a maximum or a share.";
      if (high !== null && low > high) return "The minimum is above the maximum.";
      const kept = { name: called, members: meta.campaigns.map((c) => c.id).filter((id) => chosen.has(id)), lower: low || 0, upper: high, share: most };
      host.demand(`${old ? "Change" : "Add"} the group ${called}`, (asked) => { if (old) asked.groups[rule.group] = kept; else asked.groups.push(kept); });
      return "";
    }, done);
  }

  page.ruleForms = { change, group, floor, active };
})();
