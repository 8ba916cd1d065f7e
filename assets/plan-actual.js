/* Plan in force: what this browser changed is shown at once, without waiting for the next look at what others did. */
(function () {
  "use strict";
  var namespaces = (window.dash_clientside = window.dash_clientside || {});
  namespaces.planActual = {
    // The frame's store is on every page, the view's clock is not: a callback between them would be an error elsewhere.
    look: function (changed) {
      if (changed && document.getElementById("plan-actual-body"))
        window.dash_clientside.set_props("plan-actual-tick", { n_intervals: Date.now() });
      return window.dash_clientside.no_update;
    },
  };
})();
