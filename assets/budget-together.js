// The budget page among others: who else is on the scenario, what they saved meanwhile, other data, and saves on their way.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const NOT_YET = "Not saved yet: no connection. It is kept in this browser and tried again.";

  // Hands a thing over once.
  page.take = (name) => { const thing = page[name]; page[name] = null; return thing; };

  // A plan that was sent or is to be shown again, as the page opens one. Its settings are under the names of the server.
  const startOf = (plan, label) => ({ label, outcome: plan.outcome, days: plan.days, spend: plan.spend, lower: plan.lower, upper: plan.upper, locked: plan.locked, asked: plan });

  // Who else is on the scenario; beside the title.
  class Company {
    constructor(root, host) {
      this.host = host;
      this.place = page.dom.el("div", { class: "people page-tools", role: "group", "aria-label": "Also on this scenario" });
      root.append(this.place);
    }

    draw() { window.productPeople.draw(this.place, this.host.from ? window.productPeople.avatars(this.host.from.id) : []); }
  }

  // Methods of the page in budget.js.
  page.together = {
    planToSave() {
      const weekly = page.weeks.isEven(this.plan) ? null : page.weeks.plain(this.plan);
      return { ...this.plan.settings(), optimized: this.isBest, spend: this.plan.spendById(), weekly };
    },

    // Sends a save. view: has waits(words) and answered(answer, plan).
    deliver(plan, view) {
      const token = window.productSaves.send(plan);
      this.delivering = { token, view };
    },

    saveAnswered(event) {
      const { token, plan, answer } = event.detail;
      if (!this.delivering || this.delivering.token !== token) return;
      const { view } = this.delivering;
      this.delivering = null;
      if (answer.ok) {
        this.from = answer.scenario;
        page.address.saved(this, answer.scenario);
        window.productNotices.clear("budget-version");
      }
      if (view.answered(answer, plan) && !answer.ok) event.preventDefault();
    },

    saveWaits(event) { if (this.delivering && this.delivering.token === event.detail.token) this.delivering.view.waits(NOT_YET); },

    // Saves that the server answered with a no while nobody was looking.
    offerRefused() {
      for (const { token, plan, refused } of window.productSaves.refused()) {
        const key = `kept-${token}`, forget = () => { window.productSaves.drop(token); window.productNotices.clear(key); };
        const look = refused.conflict ? ["Compare", () => { forget(); this.conflict.open(refused.conflict, plan); }]
          : ["Open it", () => { forget(); this.openPlan({ ...startOf(plan, `Open “${plan.name}”`), scenario: this.from }); }];
        window.productNotices.show(key, `“${plan.name}” is not saved.`, refused.error.head, [look, ["Discard", forget]], "warn");
      }
    },

    // Shows a plan in place of the one on the page, which stays one step back.
    openPlan(start) {
      const apply = () => {
        const before = this.plan.snapshot();
        const { keep, mode } = this.plan;
        this.plan.use(this.meta);
        Object.assign(this.plan, { keep, mode });
        this.plan.open(start);
        this.history.push(start.label, before);
        this.from = start.scenario || null;
        this.settled();
      };
      if (start.outcome === this.meta.outcome && start.days === this.meta.days) apply();
      else this.question(start.outcome, start.days, apply);
    },

    openTheirs(found) {
      this.openPlan({ ...found.start, label: `Open “${found.name}”, version ${found.version}`, outcome: found.outcome, days: found.days });
      window.productNotices.clear("budget-version");
    },

    // Makes the page anew with the data of now and the same plan. What is typed elsewhere, and where one is, stays.
    renew() {
      if (this.moving !== null) this.endGesture();
      page.renewed = { ...startOf({ ...this.plan.settings(), spend: this.plan.spendById() }, "Your plan, on the data of now"), scenario: this.from };
      window.dash_clientside.set_props("budget-ask", { data: { search: window.location.search, at: Date.now() } });
    },

    whoText(name) { return name && name === window.productNews.person() ? "You, elsewhere," : name; },

    // Once a second. A hand on a slider is left alone; it is said when the hand has let go.
    heard({ news, of }) {
      this.views[this.views.length - 1].draw();
      if (this.moving !== null) return;
      this.heardData(news);
      if (of && this.from && of.id === this.from.id && !this.delivering) this.heardVersion(of);
    },

    heardData(news) {
      const notices = window.productNotices, moved = !news.data.startsWith(this.meta.dataset.slice(0, 16));
      if (!moved && news.model === this.meta.model) { notices.clear("budget-data"); return; }
      const head = moved ? "Other data are in use now." : "The model was changed.";
      notices.show("budget-data", head, "Your plan stays as it is; reload to see it with the new figures.", [["Reload", () => this.renew()]]);
    },

    heardVersion(of) {
      const notices = window.productNotices, { from } = this;
      if (of.name !== from.name) from.name = of.name;
      if (of.version > from.version) {
        notices.show("budget-version", `${this.whoText(of.owner || "Somebody")} saved version ${of.version} of “${of.name}”.`, "Your plan stays as it is.",
          [["See what changed", () => this.changes((found) => this.conflict.open(found))], ["Open it", () => this.changes((found) => this.openTheirs(found))]]);
      } else if (of.archived) notices.show("budget-version", `“${of.name}” was put away.`, "Your plan stays as it is; all versions are kept.");
      else notices.clear("budget-version");
    },

    async changes(then) {
      try {
        const plan = { ...this.planToSave(), scenario_id: this.from.id, base_version: this.from.version };
        const { status, data } = await window.productNews.post("/api/changes", plan);
        if (this.off.signal.aborted) return;
        if (status === 200 && data.ok) then(data.conflict);
        else this.refused((data && data.error && data.error.head) ? data.error : { head: "That could not be shown.", text: "Try again." });
      } catch (_) {
        this.refused({ head: "No connection.", text: "Try again in a moment." });
      }
    },

    // From now on until the page is left.
    listen() {
      const on = (name, act) => document.addEventListener(name, (event) => { if (this.places.rows.isConnected) act(event); }, { signal: this.off.signal });
      on("news:answer", (event) => this.heard(event.detail));
      on("save:answer", (event) => this.saveAnswered(event));
      on("save:waiting", (event) => this.saveWaits(event));
      on("save:refused", () => this.offerRefused());
      // What was asked while nobody answered is asked again.
      on("news:back", () => { if (!this.exact && this.moving === null) this.settled(); });
      this.offerRefused();
    },
  };

  page.Company = Company;
})();
