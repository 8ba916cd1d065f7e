/* Scenarios: copies the link of a comparison, or shows it where the browser does not let the page copy; prints. */
(function () {
  "use strict";
  var namespaces = (window.dash_clientside = window.dash_clientside || {});
  namespaces.scenarioShare = {};

  function tell(text, detail) {
    window.dash_clientside.set_props("toast", { data: { text: text, detail: detail, kind: "done", action: null, href: null, name: null } });
  }

  function show(address) {
    // After the answer has been drawn: the field is hidden until then.
    requestAnimationFrame(function () {
      var field = document.getElementById("scenarios-copy-field");
      if (!field) return;
      field.focus();
      field.select();
    });
    return [false, address];
  }

  namespaces.scenarioShare.copyLink = function (clicks, link) {
    if (!clicks || !link) return [true, ""];
    var address = location.origin + link;
    return window.productClipboard(address).then(function (done) {
      if (!done) return show(address);
      tell("The link is copied", "It shows the same comparison to whoever opens it");
      return [true, address];
    });
  };

  // The page to print is the only one without the frame; it is left by loading another page.
  namespaces.scenarioShare.absolute = function (path) {
    document.documentElement.classList.add("is-document");
    return location.origin + path;
  };

  if (window.productShare) return;
  window.productShare = true;
  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("[data-print]")) window.print();
  });
  function close() { window.dash_clientside.set_props("scenarios-copy-box", { hidden: true }); }
  document.addEventListener("focusout", function (event) { if (event.target.id === "scenarios-copy-field") close(); });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && event.target.id === "scenarios-copy-field") event.target.blur();
  });
})();
