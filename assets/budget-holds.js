// What the best plan has reached, and the limits that hold it back, the dearest first.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});

  class Holds {
    constructor(root, host) {
      const { el } = page.dom;
      this.host = host;
      this.root = root;
      this.list = el("ul", { class: "bud-why" });
      this.note = el("p");
      root.replaceChildren(el("div", { class: "card-head" }, el("div", null, el("h2", null, "What holds the best plan back"), this.note)), el("div", { class: "card-body" }, this.list));
    }

    // One more campaign is worth an outcome, all others an outcome for each piece of money.
    price(binding) {
      const { host } = this;
      if (!(binding.price > 0)) return page.format.DASH;
      return binding.kind === "active" ? host.outcomeText(binding.price, "round", true) : `+${host.nextText(binding.price)}`;
    }

    draw() {
      const { host } = this, { meta } = host, { el, text, attribute } = page.dom, bindings = host.best ? host.best.bindings : [];
      attribute(this.root, "hidden", !bindings.length);
      if (this.drawn === bindings || !bindings.length) return;
      this.drawn = bindings;
      const step = bindings.some((b) => b.kind === "active") ? `${meta.next_amount}, or by one campaign,` : meta.next_amount;
      text(this.note, `What easing a limit by ${step} would bring in ${meta.outcome_name.toLowerCase()}.`);
      this.list.replaceChildren(...bindings.map((b) => el("li", null, el("span", { class: "fig" }, this.price(b)), el("span", null, b.text))));
    }
  }

  page.Holds = Holds;
})();
