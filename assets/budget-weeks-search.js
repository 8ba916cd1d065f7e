// The search for the best spread: a few campaigns a request, so that it shows how far it is and can be stopped at any time.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const ASK = "budget-weeks-best";

  class WeeksSearch {
    constructor(host, card) {
      const { el, button } = page.dom;
      this.host = host;
      this.card = card;
      this.job = null;
      this.message = "";
      this.words = el("span");
      this.bar = el("span", { class: "bud-weeks-bar" }, el("span"));
      this.node = el("div", { class: "bud-weeks-progress", role: "status", hidden: true }, this.bar, this.words, button("Cancel", { small: true }, () => this.stop("Stopped. Your plan has not changed.")));
    }

    get running() { return this.job !== null; }

    // What no spread of this plan can exceed, or null where it is not known.
    bound() {
      const { found } = this, { plan } = this.host;
      return found && found.question === page.weeks.question(plan) && page.weeks.holdsAll(plan, found.held) ? found.bound : null;
    }

    start() {
      if (this.running) return;
      const { host } = this, { plan } = host;
      if (host.moving !== null) host.endGesture();
      host.note.pass();
      this.message = "";
      page.weeksJobs = (page.weeksJobs || 0) + 1;
      this.job = { name: page.weeksJobs, question: page.weeks.question(plan), held: page.weeks.copy(plan.weeks.held), todo: plan.campaigns.map((c) => c.id), spreads: {}, bound: 0, began: performance.now() };
      this.next();
    }

    next() {
      const { host, job } = this, { plan } = host;
      host.send(ASK, { ...plan.settings(), spend: plan.spendById(), held: page.weeks.heldPlain(plan), change: plan.weeks.change, after: plan.weeks.after, todo: job.todo, job: job.name });
      host.changed();
    }

    answered(answer) {
      const { host, job } = this;
      // A search that was stopped, or belongs to a page that was left.
      if (!job || answer.job !== job.name) return;
      if (!answer.ok) {
        this.job = null;
        host.refused(answer.error);
        return;
      }
      for (const [id, one] of Object.entries(answer.spreads)) {
        job.spreads[id] = one.spend;
        job.bound += one.bound;
      }
      job.todo = job.todo.filter((id) => !answer.spreads[id]);
      if (job.todo.length) this.next();
      else this.finish();
    }

    finish() {
      const { host, job } = this;
      this.job = null;
      host.change("Best by week", (plan) => {
        for (const [id, spend] of Object.entries(job.spreads)) {
          if (spend.some((amount) => amount > 0)) plan.weeks.shares[id] = spend;
        }
      });
      this.found = { question: job.question, held: job.held, bound: job.bound };
      this.message = page.weeks.anyHeld(host.plan) ? "The best spread around the weeks that are held is in place." : "The best spread is in place.";
      host.changed();
    }

    stop(message) {
      this.message = this.running ? message : "";
      this.job = null;
      this.host.changed();
    }

    draw() {
      const { job } = this, { attribute, text, style } = page.dom;
      attribute(this.node, "hidden", !job);
      if (!job) return;
      const all = this.host.meta.campaigns.length, done = all - job.todo.length;
      style(this.bar, "--done", String(done / all));
      const spent = (performance.now() - job.began) / 1000, left = done ? (spent / done) * job.todo.length : 0;
      const rest = left > 3 ? `, about ${left < 90 ? `${Math.ceil(left / 5) * 5} seconds` : `${Math.ceil(left / 60)} minutes`} left` : "";
      text(this.words, `Spread ${done} of ${all} campaigns${rest}`);
    }
  }

  page.WeeksSearch = WeeksSearch;
})();
