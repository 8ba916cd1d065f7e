/* Theme: set before the first paint (the page loads this in its head), switched by the buttons of the top bar. */
(function () {
  "use strict";
  var dark = matchMedia("(prefers-color-scheme: dark)");

  function choice() {
    try { return localStorage.getItem("theme") || "system"; } catch (e) { return "system"; }
  }
  function shown() {
    var c = choice();
    return c === "system" ? (dark.matches ? "dark" : "light") : c;
  }
  function apply() {
    document.documentElement.setAttribute("data-bs-theme", shown());
    document.querySelectorAll("[data-theme-choice]").forEach(function (b) {
      b.setAttribute("aria-pressed", String(b.dataset.themeChoice === choice()));
    });
  }

  apply();
  // Dash loads every script of the folder once more at the end of the page; one listener is enough.
  if (window.productTheme) return;
  window.productTheme = {
    shown: shown,
    apply: apply,
    choose: function (c) {
      try { localStorage.setItem("theme", c); } catch (e) { /* A browser without storage forgets the choice. */ }
      apply();
    },
  };
  function tell() {
    apply();
    if (window.dash_clientside && window.dash_clientside.set_props) {
      window.dash_clientside.set_props("theme", { data: window.productTheme.state() });
    }
  }
  var narrow = matchMedia("(max-width: 639px)");
  window.productTheme.state = function () { return { theme: shown(), narrow: narrow.matches }; };
  dark.addEventListener("change", tell);
  // Charts have another layout on narrow screens, so crossing the line redraws them as a new theme does.
  narrow.addEventListener("change", tell);
})();
