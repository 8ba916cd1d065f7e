/* Long work in steps: asks for one step after the other, until all are taken or somebody cancels. */
(function () {
  "use strict";
  var namespaces = (window.dash_clientside = window.dash_clientside || {});
  var skip = function () { return window.dash_clientside.no_update; };

  // The ids of the parts begin with the name: ask, done, step, stop, go-on. With a bar, how far it is is drawn as well.
  function stepwise(name, hasBar) {
    var run = 0, stopped = false;

    // Not as an output: the answer to one step leads to the next, and Dash runs no circles. Returns that the line shows.
    function ask() {
      run += 1;
      window.dash_clientside.set_props(name + "-step", { data: { run: run } });
      return false;
    }

    function shown(text, share, line, stoppedLine) {
      var bar = share === undefined ? skip() : { "--done": 100 * share + "%" };
      return hasBar ? [text, bar, line, stoppedLine] : [text, line, stoppedLine];
    }

    return {
      next: function (asked, done) {
        if (window.dash_clientside.callback_context.triggered_id === name + "-done" && done) {
          // An answer to what was asked before the address changed, or that came after Cancel.
          if (done.run !== run || (stopped && !done.ready)) return shown(skip(), undefined, skip(), skip());
          return done.ready ? shown(skip(), undefined, true, true) : shown(done.text, done.share, ask(), true);
        }
        stopped = false;
        ask();
        return shown(skip(), undefined, true, true);
      },

      // Apart from the steps: Dash lets a callback wait while one of its inputs is on the way, and Cancel must not wait.
      stop: function (stop, goOn) {
        var by = window.dash_clientside.callback_context.triggered_id;
        if (by === name + "-stop" && stop) {
          stopped = true;
          return [true, false];
        }
        if (by !== name + "-go-on" || !goOn) return [skip(), skip()];
        stopped = false;
        return [ask(), true];
      },
    };
  }

  namespaces.outlook = stepwise("outlook", false);
  namespaces.training = stepwise("training", true);
})();
