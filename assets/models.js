/* Models: gives up waiting for a training, and lets one button press another. */
(function () {
  "use strict";
  var namespaces = (window.dash_clientside = window.dash_clientside || {});
  var skip = function () { return window.dash_clientside.no_update; };

  namespaces.models = {
    // The training goes on and is kept for the next who asks; what it came to is not put to use.
    stop: function (pressed, candidate) {
      return pressed && candidate ? [candidate.run, true, false] : [skip(), skip(), skip()];
    },

    // One stretch of days after the other; what was done is kept, so that going on later is no loss.
    fold: function (pressed, done, stopped) {
      var by = window.dash_clientside.callback_context.triggered_id;
      if (by === "models-holdout-start") return pressed ? ask(pressed, 0, 0) : [skip(), skip()];
      if (!done || done.run === stopped) return [skip(), skip()];
      return done.fold + 1 < done.of ? ask(done.run, done.fold + 1, done.of) : [skip(), done];
    },

    stopFolds: function (pressed, asked) {
      return pressed && asked ? [asked.run, true, false] : [skip(), skip(), skip()];
    },
  };

  // Not as an output: the answer to one question leads to the next, and Dash runs no circles.
  function ask(run, fold, of) {
    window.dash_clientside.set_props("models-fold", { data: { run: run, fold: fold } });
    return ["Learning without the last weeks: " + (of ? fold + 1 + " of " + of : "1"), skip()];
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-presses]");
    var target = button && document.getElementById(button.dataset.presses);
    if (target) target.click();
  });
})();
