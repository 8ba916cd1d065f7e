// The budget page: holds the plan, turns gestures into plans, draws once a frame, and asks the server when one is done.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const ids = { plan: "budget-plan", optimize: "budget-optimize", question: "budget-question", frontier: "budget-frontier-ask", caution: "budget-caution-ask" };
  const REST_MS = 400;
  const PLACES = { head: "budget-head", setup: "budget-setup", note: "budget-note", rows: "budget-rows", totals: "budget-totals", why: "budget-why", holds: "budget-holds", rival: "budget-rival", caution: "budget-caution", curves: "budget-curves", weeks: "budget-weeks", bar: "budget-bar", dialog: "budget-dialog" };

  class Budget {
    constructor(meta) {
      this.places = Object.fromEntries(Object.entries(PLACES).map(([name, id]) => [name, document.getElementById(id)]));
      this.off = new AbortController();
      this.seq = 0;
      this.answered = -1;
      this.moving = null;
      this.best = null;
      this.history = new page.state.History();
      this.questions = new Map();
      this.from = null;
      this.reach = null;
      this.origin = null;
      this.view = new page.View();
      this.frames = 0;
      this.meta = meta;
      document.addEventListener("keydown", (event) => this.shortcut(event), { signal: this.off.signal });
      window.addEventListener("resize", () => this.changed(), { signal: this.off.signal });
    }

    stop() {
      this.off.abort();
      window.productNotices.clear("budget-data", "budget-version");
      clearTimeout(this.rest);
      clearInterval(this.clock);
      cancelAnimationFrame(this.frame);
    }

    // Opening and changing the question (outcome and days)

    async open() {
      const { meta } = this, { start } = meta, kept = page.kept && page.kept.dataset === meta.dataset ? page.kept : null;
      this.seq = page.kept ? page.kept.seq + 1 : 0;
      page.address.begin(this);
      if (await this.useQuestion(meta)) this.listen();
      if (page.renewed) {
        // The same plan, on the data of now.
        this.openPlan(page.take("renewed"));
        return;
      }
      const beside = page.address.beside(meta);
      if (kept && ["", kept.search].includes(window.location.search)) {
        // Back from another page: nothing is lost.
        Object.assign(this, { history: kept.history, from: kept.from, reach: kept.reach, origin: kept.origin, view: kept.view });
        await this.show(kept.snapshot);
      } else if (beside) {
        Object.assign(this, { from: beside.from, reach: beside.reach });
        await this.show(beside.snapshot);
      } else if (start) {
        const before = this.plan.snapshot();
        this.plan.open(start);
        this.reach = start.reach === undefined ? null : start.reach;
        this.history.push(start.label, before);
        this.from = start.scenario || null;
        page.address.opened(this);
      }
      if (meta.note && !beside) this.note.show(meta.note.kind, meta.note.head, meta.note.text);
      this.settled();
    }

    async useQuestion(meta) {
      const name = `${meta.outcome}|${meta.days}|${meta.key}`;
      if (!this.questions.has(name)) this.questions.set(name, { meta, curves: await loadCurves(meta) });
      if (this.off.signal.aborted) return false;
      Object.assign(this, this.questions.get(name));
      this.todayOutlook = new page.math.Outlook(this.curves).set(meta.campaigns.map((c) => c.today));
      this.todayTotals = page.math.totals(this.todayOutlook, this.todayOutlook, meta.level);
      this.outlook = new page.math.Outlook(this.curves);
      this.scratch = new Float64Array(this.curves.draws);
      this.value = (j, cents) => page.math.outcomeDraws(this.curves, j, cents / 100, this.scratch);
      this.plan = new page.state.Plan(meta);
      this.todayTotal = this.plan.total;
      this.best = null;
      this.note = new page.Note(this.places.note);
      this.why = new page.Why(this.places.why, this);
      this.save = new page.Save(this.places.dialog, this);
      this.rival = new page.Rival(this.places.rival, this);
      this.conflict = new page.Conflict(this.places.dialog, this);
      this.rows = new page.Rows(this.places.rows, this);
      const setup = new page.Setup(this.places.setup, this);
      this.askedLine = new page.AskedLine(this.places.setup, this);
      if (this.weeksCard) this.weeksCard.settled();
      this.weeksCard = new page.WeeksCard(this.places.weeks, this);
      this.views = [new page.Head(this.places.head, this), setup, this.askedLine, this.rows,
        this.weeksCard, new page.Totals(this.places.totals, this), this.rival, new page.Holds(this.places.holds, this), new page.CautionChart(this.places.caution, this), new page.Curves(this.places.curves, this), new page.Bar(this.places.bar, this), new page.Company(this.places.head, this)];
      this.draw();
      return true;
    }

    ask(change) {
      const { outcome, days } = { outcome: this.meta.outcome, days: this.meta.days, ...change };
      const before = this.plan.snapshot(), old = this.plan;
      const label = change.days ? `Plan ${days} days ahead` : "Change the outcome";
      this.question(outcome, days, () => {
        this.plan.carry(old);
        this.history.push(label, before);
        this.settled();
        if (!page.weeks.isEven(old) && page.weeks.isEven(this.plan)) this.note.show("info", "The weeks are spread evenly again.", "Another number of days has other weeks. Undo brings them back.");
      });
    }

    // Shows the question, then goes on; what was loaded before needs no request.
    question(outcome, days, then) {
      const known = [...this.questions.values()].find((q) => q.meta.outcome === outcome && q.meta.days === days);
      this.asked = { seq: ++this.seq, then };
      if (known) this.answerQuestion({ seq: this.seq, ok: true, meta: known.meta });
      else this.send(ids.question, { outcome, days });
      this.changed();
    }

    async answerQuestion(answer) {
      if (!this.asked || answer.seq !== this.asked.seq) return;
      const { then } = this.asked;
      this.asked = null;
      if (!answer.ok) return this.refused(answer.error);
      if (answer.meta.dataset !== this.meta.dataset) return this.outdated();
      try {
        if (await this.useQuestion(answer.meta)) then();
      } catch (error) {
        this.refused({ head: "The curves could not be loaded.", text: error.message });
      }
      return undefined;
    }

    // Gestures: begin, any number of moves, end. Only the end makes a step to undo and asks the server.

    beginGesture(i) {
      if (this.moving !== null) this.endGesture();
      if (this.plan.locked[i]) return;
      this.note.pass();
      this.before = this.plan.snapshot();
      this.gesture = this.plan.gesture(i, this.value);
      this.moving = i;
    }

    moveTo(cents) {
      if (this.moving === null) return;
      this.plan.spend = this.gesture.at(cents);
      this.changed();
    }

    endGesture() {
      const i = this.moving;
      if (i === null) return;
      this.moving = null;
      const { name } = this.meta.campaigns[i], { spend } = this.plan;
      if (spend.some((s, j) => s !== this.before.spend[j])) {
        this.history.push(`${name} to ${this.amount(spend[i])}`, this.before);
        this.settled();
      }
      this.changed();
    }

    // Everything else that changes the plan. "mutate" may return false: then nothing has happened.
    change(label, mutate) {
      if (this.moving !== null) this.endGesture();
      this.note.pass();
      const before = this.plan.snapshot(), was = JSON.stringify(before);
      if (mutate(this.plan) === false || JSON.stringify(this.plan.snapshot()) === was) {
        this.changed();
        return;
      }
      this.history.push(label, before);
      this.settled();
    }

    // History

    undo() { if (this.moving === null && this.history.undoLabel) this.show(this.history.undo(this.plan.snapshot())); }

    redo() { if (this.moving === null && this.history.redoLabel) this.show(this.history.redo(this.plan.snapshot())); }

    async show(snapshot) {
      const restore = () => { this.plan.restore(snapshot); this.settled(); };
      if (snapshot.outcome === this.meta.outcome && snapshot.days === this.meta.days) restore();
      else this.question(snapshot.outcome, snapshot.days, restore);
    }

    shortcut(event) {
      if (!this.places.rows.isConnected) return;
      const typing = event.target.closest && event.target.closest("input:not([type=range]):not([type=checkbox]), textarea, dialog");
      if (typing || event.altKey || !(event.ctrlKey || event.metaKey)) return;
      const name = event.key.toLowerCase(), redo = name === "y" || (name === "z" && event.shiftKey);
      if (name !== "z" && name !== "y") return;
      event.preventDefault();
      if (this.moving !== null) this.endGesture();
      if (redo) this.redo();
      else this.undo();
    }

    // The server

    send(id, data) {
      // The page may have been left meanwhile: its stores are gone then.
      if (!this.places.rows.isConnected) this.stop();
      else window.dash_clientside.set_props(id, { data: { seq: this.seq, ...data } });
    }

    // A plan is done: draw it, keep it, ask for its exact figures.
    settled() {
      this.seq += 1;
      this.weeksCard.settled();
      this.rows.settled();
      this.changed();
      page.kept = { dataset: this.meta.dataset, snapshot: this.plan.snapshot(), history: this.history, from: this.from, reach: this.reach, origin: this.origin, view: this.view, seq: this.seq };
      page.address.follow(this);
      const settings = this.plan.settings(), key = JSON.stringify(settings);
      this.send(ids.plan, { ...settings, spend: this.plan.spendById(), reach: this.target });
      // The charts cost the server most and can wait for a moment of rest.
      clearTimeout(this.rest);
      const rest = () => {
        // A hand on a slider is left alone.
        if (this.moving !== null) { this.rest = setTimeout(rest, REST_MS); return; }
        this.send(ids.frontier, { ...settings, spend: this.plan.spendById() });
        if (settings.caution && key !== this.cautionKey) this.send(ids.caution, settings);
        this.cautionKey = key;
        this.weeksCard.ask();
      };
      this.rest = setTimeout(rest, REST_MS);
      if (this.best && this.best.key !== key) {
        this.best = null;
        this.wanted = { key, seq: this.seq, apply: false };
        this.send(ids.optimize, settings);
      }
    }

    figures(answer) {
      if (answer.seq !== this.seq) return;
      if (!answer.ok) {
        this.refused(answer.error);
        return;
      }
      this.answered = answer.seq;
      this.serverFigures = answer.figures;
      this.why.show(answer.moves);
      this.changed();
    }

    // What the plan is asked to reach: what was typed beside the chance, else the target of the goal.
    get target() { return this.reach === null && this.plan.asked.goal === "least_spend" ? this.plan.asked.reach : this.reach; }

    get isBest() { return Boolean(this.best) && this.plan.spend.every((s, i) => s === this.best.cents[i]); }

    // True once the server has computed the figures that are shown.
    get exact() { return this.moving === null && this.answered === this.seq; }

    optimize() {
      if (this.optimizing) return;
      if (this.moving !== null) this.endGesture();
      this.note.pass();
      if (!this.hasGoal()) return;
      const settings = this.plan.settings();
      this.wanted = { key: JSON.stringify(settings), seq: this.seq, apply: true };
      this.beginOptimizing();
      this.send(ids.optimize, settings);
      this.changed();
    }

    optimized(answer) {
      const { wanted } = this;
      if (!wanted || answer.seq !== wanted.seq) return;
      this.wanted = null;
      this.endOptimizing();
      this.changed();
      if (!answer.ok) {
        if (wanted.apply) this.refused(answer.error);
        return;
      }
      // The person may have gone on meanwhile: the best stays true for its settings, but it does not take the plan over.
      if (JSON.stringify(this.plan.settings()) !== wanted.key) return;
      const cents = this.meta.campaigns.map((c) => page.state.cents(answer.spend[c.id]));
      this.best = { key: wanted.key, cents, totals: answer.figures, certificate: answer.certificate, reached: answer.reached, bindings: answer.bindings,
        outlook: new page.math.Outlook(this.curves).set(cents.map((c) => c / 100)) };
      if (wanted.apply && this.moving === null && wanted.seq === this.seq) {
        this.change("Optimize", (plan) => { plan.spend = cents.slice(); });
        this.rows.say(`The ${this.bestName() === "Best" ? "best" : "proposed"} split is in place. ${answer.certificate}.`);
      }
    }

    refused(error) {
      const fixes = error.total === undefined || error.total === null ? [] : [this.fixOf(error.total > this.plan.settings().budget ? "Raise" : "Lower", page.state.cents(error.total))];
      if (error.reload) fixes.push(["Reload", () => this.renew()]);
      this.note.show("neg", error.head, `${error.text} Your plan has not changed.`, fixes);
      this.changed();
    }

    outdated() {
      this.refused({ head: "The data in use, or what is assumed of them, have changed since this page was opened.", text: "Reload the page.", reload: true });
    }

    openSave() { this.save.open(); }

    // Drawing

    changed() { if (!this.frame && !this.off.signal.aborted) this.frame = requestAnimationFrame(() => this.draw()); }

    draw() {
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      this.frames += 1;
      this.outlook.set(this.plan.spend.map((_, i) => this.plan.money(i)));
      this.totals = page.math.totals(this.outlook, this.todayOutlook, this.meta.level);
      for (const view of this.views) view.draw();
    }
  }

  for (const part of [page.edits, page.demands, page.words, page.waiting, page.together]) Object.defineProperties(Budget.prototype, Object.getOwnPropertyDescriptors(part));

  async function loadCurves(meta) {
    const answer = await fetch(meta.curves, { credentials: "same-origin" });
    if (!answer.ok) throw new Error((await answer.text()).slice(0, 200));
    const curves = page.math.parseCurves(await answer.arrayBuffer());
    curves.seen = meta.campaigns.map((c) => c.seen);
    return curves;
  }

  // Dash may call before the browser has put the containers in place.
  function whenThere(id, act, patience = 600) {
    if (document.getElementById(id)) act();
    else if (patience) requestAnimationFrame(() => whenThere(id, act, patience - 1));
  }

  // Called by Dash when a store changes. The page may be mounted again at any time: starting is always from the beginning.
  window.dash_clientside = window.dash_clientside || {};
  const nothing = (act) => (data) => { if (data) act(data); return window.dash_clientside.no_update; };
  const withPage = (act) => nothing((answer) => { if (page.now) act(page.now, answer); });
  window.dash_clientside.budget = {
    start: nothing((meta) => whenThere(PLACES.bar, () => {
      if (page.now) page.now.stop();
      const now = (page.now = new Budget(meta));
      now.open().catch((error) => new page.Note(now.places.note).show("neg", "The curves could not be loaded.", error.message, [["Reload", () => window.location.reload()]]));
    })),
    figures: withPage((now, answer) => now.figures(answer)),
    optimized: withPage((now, answer) => now.optimized(answer)),
    question: withPage((now, answer) => now.answerQuestion(answer)),
    linked: withPage((now, answer) => page.address.linked(now, answer)),
    rivals: withPage((now, answer) => now.rival.answered(answer)),
    weeks: withPage((now, answer) => now.weeksCard.figures(answer)),
    bestWeeks: withPage((now, answer) => now.weeksCard.search.answered(answer)),
  };
})();
