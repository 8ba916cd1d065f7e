// Shows the chart of what caution costs while a plan is cautious; the server draws it, as it draws that of all totals.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});

  class CautionChart {
    constructor(root, host) { this.root = root; this.host = host; }

    draw() { page.dom.attribute(this.root, "hidden", !page.asked.cautionOf(this.host.plan.asked, this.host.meta)); }
  }

  page.CautionChart = CautionChart;
})();
