// Alerts: what this browser has seen, and taking over a sentence that somebody may change before it is kept.
(function () {
  "use strict";
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.alerts = {
    // The number only rises: two tabs of a browser may close their panels in any order.
    seen: (open, newest, seen) => (open && newest > (seen || 0) ? newest : window.dash_clientside.no_update),

    use: (clicks) => {
      const { triggered, triggered_id: by } = window.dash_clientside.callback_context;
      if (!by || !triggered.length || !triggered[0].value) return window.dash_clientside.no_update;
      requestAnimationFrame(() => {
        const field = document.getElementById("alerts-sentence");
        if (!field) return;
        field.scrollIntoView({ block: "center" });
        field.focus({ preventScroll: true });
      });
      return by.text;
    },
  };

  // A rule that is to be changed is written in the card beside the list, which may be out of sight.
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest('[id*="alerts-edit"]');
    const field = button && document.getElementById("alerts-sentence");
    if (!field) return;
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
})();
