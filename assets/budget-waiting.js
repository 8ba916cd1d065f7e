// What a person sees while the best split is searched for: after two seconds how long it takes, and a way out.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const QUIET_MS = 2000;

  // Methods of the page in budget.js.
  page.waiting = {
    beginOptimizing() {
      this.optimizing = true;
      this.optimizingSince = performance.now();
      this.clock = setInterval(() => this.changed(), 500);
    },

    endOptimizing() {
      this.optimizing = false;
      clearInterval(this.clock);
    },

    // Seconds that the search has taken so far; null while it is too short to speak of.
    get waited() {
      const lasted = this.optimizing ? performance.now() - this.optimizingSince : 0;
      return lasted < QUIET_MS ? null : Math.floor(lasted / 1000);
    },

    // The server finishes and remembers what it found: asking again for the same goes on from there.
    cancelOptimize() {
      this.wanted = null;
      this.endOptimizing();
      this.rows.say("The search for the best split was cancelled. Your plan has not changed.");
      this.note.show("info", "The search for the best split was cancelled.", "Your plan has not changed.");
      this.changed();
    },
  };
})();
