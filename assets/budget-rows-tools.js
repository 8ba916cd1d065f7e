// The tools above the list of campaigns: search, order, channels, scale, back to today.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const SEARCH_ABOVE = 12, TYPING_MS = 300;

  class RowsTools {
    constructor(host, rows) {
      const { el, button } = page.dom, { campaigns } = host.meta, small = { kind: "ghost", small: true };
      this.host = host;
      this.rows = rows;
      this.search = campaigns.length > SEARCH_ABOVE ? this.searchBox() : null;
      const channels = new Set(campaigns.map((c) => c.channel)).size, grouping = channels > 1 && channels < campaigns.length;
      this.allClosed = () => host.view.closed.size >= channels;
      const turn = (act) => () => { act(); rows.arrange(); page.address.follow(host); };
      this.group = button("By channel", { ...small, "aria-pressed": "false" }, turn(() => host.view.group(!host.view.byChannel, campaigns)));
      this.group.hidden = !grouping;
      this.fold = button("", small, turn(() => { host.view.closed = new Set(this.allClosed() ? [] : campaigns.map((c) => c.channel)); }));
      const sorts = [["spend", "Most spend first"], ["change", "Largest change first"], ["next", `Best next ${host.meta.next_word} first`]];
      this.sort = el("select", { class: "select form-select bud-sort", "aria-label": "Order of the campaigns", onchange: turn(() => { host.view.sort = this.sort.value; }) },
        sorts.map(([value, text]) => el("option", { value }, text)));
      this.scale = button("", { ...small, more: "bud-scale" }, turn(() => { host.view.own = !rows.own; }));
      this.reset = button("Reset to today", { ...small, iconName: "back" }, () => host.resetToToday());
      this.node = el("div", { class: `bud-acts${this.search ? " has-search" : ""}` }, this.search, this.search ? this.sort : null, this.group, this.fold, this.scale, this.reset);
    }

    searchBox() {
      const { el, icon } = page.dom, { host } = this, { campaigns } = host.meta;
      this.input = el("input", { type: "search", class: "text-input form-control", placeholder: `Find one of ${campaigns.length} campaigns`, "aria-label": "Find a campaign" });
      let timer = null;
      this.input.addEventListener("input", () => {
        host.view.find = this.input.value;
        this.rows.scroller.scrollTop = 0;
        this.rows.arrange();
        clearTimeout(timer);
        timer = setTimeout(() => {
          const found = this.rows.found.length;
          this.rows.say(host.view.searching ? `${found} of ${campaigns.length} campaigns match.` : `All ${campaigns.length} campaigns.`);
          page.address.follow(host);
        }, TYPING_MS);
      });
      return el("label", { class: "bud-search" }, icon("search"), this.input);
    }

    draw() {
      const { host } = this, { view } = host, { text, attribute } = page.dom;
      if (this.input && document.activeElement !== this.input && this.input.value !== view.find) this.input.value = view.find;
      if (this.sort.value !== view.sort) this.sort.value = view.sort;
      attribute(this.group, "aria-pressed", String(view.byChannel));
      attribute(this.fold, "hidden", !view.byChannel || view.searching);
      text(this.fold.lastChild, this.allClosed() ? "Open all" : "Close all");
      text(this.scale.lastChild, this.rows.own ? "One scale for all" : "Own scale for each");
      attribute(this.reset, "disabled", host.plan.isToday);
    }
  }

  page.RowsTools = RowsTools;
})();
