/* What if: keeps the case in the address, so that a reload or a link shows it too. */
(function () {
  "use strict";
  var namespaces = (window.dash_clientside = window.dash_clientside || {});

  namespaces.whatif = {
    remember: function (search) {
      var there = window.location.pathname + (search || "");
      if (search && there !== window.location.pathname + window.location.search) window.history.replaceState(window.history.state, "", there);
      return window.dash_clientside.no_update;
    },
  };
})();
