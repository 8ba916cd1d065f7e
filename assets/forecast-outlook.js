/* Outlook: asks for one step of a forecast after the other, until it is made or somebody cancels. */
(function () {
  "use strict";
  var namespaces = (window.dash_clientside = window.dash_clientside || {});
  var run = 0, stopped = false;

  namespaces.outlook = {
    next: function (asked, done, stop, goOn) {
      var skip = window.dash_clientside.no_update;
      var by = window.dash_clientside.callback_context.triggered_id;
      if (by === "outlook-stop" && stop) {
        stopped = true;
        return [skip, true, false];
      }
      if (by === "outlook-done" && done) {
        // An answer to what was asked before the address changed, or that came after Cancel.
        if (done.run !== run || (stopped && !done.ready)) return [skip, skip, skip];
        if (done.ready) return [skip, true, true];
        return ask(done.text);
      }
      // A new page, or going on after Cancel.
      if (by === "outlook-done" || (by === "outlook-go-on" && !goOn)) return [skip, skip, skip];
      stopped = false;
      return ask(null);
    },
  };

  // Not as an output: the answer to one step leads to the next, and Dash runs no circles.
  function ask(text) {
    run += 1;
    window.dash_clientside.set_props("outlook-step", { data: { run: run } });
    return [text || window.dash_clientside.no_update, !text, true];
  }
})();
