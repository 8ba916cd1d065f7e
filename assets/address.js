/* Addresses: what is typed into a field that says so (data-address, the name in the address) stands in the address, so that
   a link shows it too. No navigation, and nothing is asked. */
(function () {
  "use strict";
  if (window.productAddress) return;
  window.productAddress = { remember: remember };

  function remember(name, text) {
    var given = new URLSearchParams(window.location.search), value = text.trim().slice(0, 80);
    if ((given.get(name) || "") === value) return;
    if (value) given.set(name, value);
    else given.delete(name);
    // Lists stay readable.
    var search = given.toString().replace(/%2C/g, ",");
    window.history.replaceState(window.history.state, "", window.location.pathname + (search ? "?" + search : ""));
  }

  document.addEventListener("input", function (event) {
    var field = event.target.closest && event.target.closest("[data-address]");
    if (field) remember(field.dataset.address, event.target.value || "");
  });
})();
