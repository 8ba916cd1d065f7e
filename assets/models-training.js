/* Training: asks for one step of a training after the other, until the model is made or somebody cancels. */
(function () {
  "use strict";
  var namespaces = (window.dash_clientside = window.dash_clientside || {});
  var run = 0, stopped = false;
  var skip = function () { return window.dash_clientside.no_update; };

  namespaces.training = {
    next: function (asked, done) {
      if (window.dash_clientside.callback_context.triggered_id === "training-done" && done) {
        // An answer to what was asked before the address changed, or that came after Cancel.
        if (done.run !== run || (stopped && !done.ready)) return [skip(), skip(), skip(), skip()];
        if (done.ready) return [skip(), skip(), true, true];
        return [done.text, { "--done": 100 * done.share + "%" }, ask(), true];
      }
      stopped = false;
      ask();
      return [skip(), skip(), true, true];
    },

    // Apart from the steps: Dash lets a callback wait while one of its inputs is on the way, and Cancel must not wait.
    stop: function (stop, goOn) {
      var by = window.dash_clientside.callback_context.triggered_id;
      if (by === "training-stop" && stop) {
        stopped = true;
        return [true, false];
      }
      if (by !== "training-go-on" || !goOn) return [skip(), skip()];
      stopped = false;
      return [ask(), true];
    },

    // The case in the address, so that a reload or a link shows it too.
    remember: function (search) {
      var there = window.location.pathname + (search || "");
      if (search && there !== window.location.pathname + window.location.search) window.history.replaceState(window.history.state, "", there);
      return skip();
    },
  };

  // Not as an output: the answer to one step leads to the next, and Dash runs no circles. Returns that the line shows.
  function ask() {
    run += 1;
    window.dash_clientside.set_props("training-step", { data: { run: run } });
    return false;
  }
})();
