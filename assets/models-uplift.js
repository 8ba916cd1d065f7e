/* Whom to target: asks for one part of the learning after the other, and says how far it is. */
(function () {
  "use strict";
  var namespaces = (window.dash_clientside = window.dash_clientside || {});

  namespaces.uplift = {
    // Not as an output: the answer to one question leads to the next, and Dash runs no circles.
    next: function (done) {
      if (!done || !document.getElementById("uplift-progress")) return window.dash_clientside.no_update;
      window.dash_clientside.set_props("uplift-step", { data: { step: done.step + 1 } });
      return "Learning who answers: part " + (done.step + 2) + " of " + done.of;
    },
  };
})();
