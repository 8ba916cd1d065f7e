/* Scenarios: a form that was kept closes, and a keyboard stays on the row that it took in or out, though the list is
   made anew. */
(function () {
  "use strict";
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.scenarios = {
    // A field shows what comes after a text was kept, unless somebody has typed on in the meantime.
    kept: function (kept, values) {
      return values.map(function (value, i) {
        return kept[i] && value === kept[i].typed ? kept[i].then : window.dash_clientside.no_update;
      });
    },
  };
  // A name that was kept needs its form no longer.
  document.addEventListener("news:own", function () {
    var form = document.getElementById("scenario-rename");
    if (form && !form.hidden) showRename(form, false);
  });

  function showRename(form, shown) {
    var button = document.querySelector('[data-expands="scenario-rename"]');
    form.hidden = !shown;
    if (!button) return;
    button.setAttribute("aria-expanded", String(shown));
    if (!shown && form.contains(document.activeElement)) button.focus();
  }
  // Whoever opens the form wants to type; Escape leaves it.
  document.addEventListener("click", function (event) {
    if (!event.target.closest('[data-expands="scenario-rename"]')) return;
    // Once the frame has shown it (assets/shell.js).
    setTimeout(function () {
      var form = document.getElementById("scenario-rename"), field = form && !form.hidden && form.querySelector("input");
      if (field) { field.focus(); field.select(); }
    });
  });
  document.addEventListener("keydown", function (event) {
    var form = event.key === "Escape" && event.target.closest("#scenario-rename");
    if (form) showRename(form, false);
  });

  var watcher = null;
  document.addEventListener("click", function (event) {
    var row = event.target.closest(".slist [data-scenario]");
    // A press of a key counts no clicks.
    if (!row || event.detail !== 0 || event.target.closest(".slist-act")) return;
    var selector = '[data-scenario="' + row.dataset.scenario + '"] a.slist-pick', before = row.querySelector("a.slist-pick");
    if (watcher) watcher.disconnect();
    watcher = new MutationObserver(function () {
      var pick = document.querySelector(selector);
      if (!pick || (pick === before && pick.isConnected && document.activeElement === pick)) return;
      if (document.activeElement === document.body || !document.activeElement) pick.focus({ preventScroll: true });
    });
    watcher.observe(document.getElementById("main") || document.body, { childList: true, subtree: true });
    setTimeout(function () { if (watcher) watcher.disconnect(); }, 3000);
  });
})();
