// Caution: from the expected outcome to the bad cases alone, what counts as bad, and how the plan is searched for.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const REST_MS = 350;

  class CautionPart {
    constructor(host) {
      const { el, amountField } = page.dom, { meta } = host;
      this.host = host;
      this.why = "";
      this.slider = el("input", { type: "range", min: "0", max: "100", step: "5", "aria-label": "Caution, from the expected outcome to the bad cases alone" });
      this.track = el("div", { class: "slider" }, el("span", { class: "track" }), el("span", { class: "fill" }), this.slider);
      // Key repeat and a drag are one step to undo each.
      let timer = null;
      const set = () => {
        if (timer === null) return;
        clearTimeout(timer);
        timer = null;
        host.setCaution(Number(this.slider.value) / 100);
      };
      this.slider.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(set, REST_MS); this.says(Number(this.slider.value) / 100); });
      for (const name of ["change", "pointerup", "blur"]) this.slider.addEventListener(name, (event) => { if (event.type !== "change" || !this.slider.matches(":focus-visible")) set(); });
      this.waiting = () => timer !== null;
      this.tail = amountField({ class: "text-input form-control num", "aria-label": "Share of bad cases, per cent" }, (_, typed) => host.setTail(page.parseShare(typed), typed));
      this.note = el("p", { class: "field-note", "aria-live": "polite" });
      this.strategy = this.strategies(meta.strategies || []);
      this.node = el("section", { class: "bud-panel-part bud-panel-caution", "aria-label": "Caution" }, el("h3", null, "Caution"),
        el("div", { class: "bud-caution" }, el("div", { class: "field" }, el("span", { class: "scale label" }, el("span", null, "Expected"), el("span", null, "Cautious")), this.track),
          el("label", { class: "field" }, el("span", { class: "label" }, "Bad cases"), this.tail)),
        this.note, this.strategy);
    }

    strategies(known) {
      const { el } = page.dom, { host } = this;
      if (known.length < 2) return null;
      this.select = el("select", { class: "select form-select", "aria-describedby": "budget-strategy-note", onchange: () => host.demand("How to split", (asked) => { asked.strategy = this.select.value; }) },
        known.map((s) => el("option", { value: s.name }, s.label)));
      this.about = el("p", { class: "field-note", id: "budget-strategy-note" });
      return el("div", { class: "bud-strategy" }, el("label", { class: "field" }, el("span", { class: "label" }, "How to split"), this.select), this.about);
    }

    says(caution) {
      const { text, style, attribute } = page.dom, { percent } = page.format, { tail } = this.host.plan.asked;
      const bad = `worst ${percent(tail, tail * 100 % 1 ? 1 : 0)} of cases`;
      style(this.track, "--from", "0");
      style(this.track, "--to", String(caution));
      const words = this.why || (caution === 0 ? "The mean of all cases counts." : caution === 1 ? `Only the ${bad} count: the plan is the one that does best when things go badly.`
          : `The ${bad} count for ${percent(caution, 0)}, all cases together for the rest.`);
      text(this.note, words);
      attribute(this.slider, "aria-valuetext", words);
    }

    draw() {
      const { host } = this, { asked } = host.plan, { percent } = page.format, { text, attribute } = page.dom;
      this.why = page.asked.noCaution(asked, host.meta);
      attribute(this.slider, "disabled", Boolean(this.why));
      attribute(this.tail, "disabled", Boolean(this.why));
      if (!this.waiting()) {
        const caution = page.asked.cautionOf(asked, host.meta);
        if (Number(this.slider.value) !== caution * 100) this.slider.value = String(caution * 100);
        this.says(caution);
      }
      this.tail.show(percent(asked.tail, asked.tail * 100 % 1 ? 1 : 0));
      if (!this.strategy) return;
      if (this.select.value !== asked.strategy) this.select.value = asked.strategy;
      const { description } = host.meta.strategies.find((s) => s.name === asked.strategy) || { description: "" };
      text(this.about, asked.strategy === "exact" ? description : `${description} It has no proof; Optimize says what it loses.`);
    }
  }

  page.CautionPart = CautionPart;
})();
