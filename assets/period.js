/* The panel of dates: own dates go into the address, and the panel closes when somebody looks elsewhere. */
(function () {
  "use strict";
  if (window.productPeriod) return;
  window.productPeriod = { address: address };

  // What is filled in counts; the server says what cannot be shown.
  function address(base, fields) {
    var url = new URL(base, "http://x"), given = url.searchParams;
    [["days", "from", "to"], ["against", "against-from", "against-to"]].forEach(function (names) {
      var first = fields[names[1]] || "", last = fields[names[2]] || "";
      if (!first && !last) return;
      given.set(names[0], "custom");
      given.set(names[1], first);
      given.set(names[2], last);
    });
    return url.pathname + (given.toString() ? "?" + given.toString() : "");
  }

  function close(panel) {
    panel.hidden = true;
    var button = document.querySelector('[data-expands="' + panel.id + '"]');
    if (button) button.setAttribute("aria-expanded", "false");
    return button;
  }

  document.addEventListener("click", function (event) {
    var go = event.target.closest && event.target.closest("[data-period-go]");
    if (go) {
      var fields = {};
      go.closest(".period-panel").querySelectorAll("[data-period-field]").forEach(function (field) {
        fields[field.dataset.periodField] = field.querySelector("input").value;
      });
      window.productGo(address(go.dataset.periodGo, fields));
      return;
    }
    document.querySelectorAll(".period-panel:not([hidden])").forEach(function (panel) {
      if (!event.target.closest(".period-more")) close(panel);
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll(".period-panel:not([hidden])").forEach(function (panel) {
      var button = close(panel);
      if (button) button.focus();
    });
  });
})();
