// Copies a text; true once it is in the clipboard.
(function () {
  "use strict";
  window.productClipboard = async function (text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (_) {
      // Without an encrypted connection browsers have no clipboard; then the old way.
      const field = document.createElement("textarea");
      field.className = "sr";
      field.readOnly = true;
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  };
})();
