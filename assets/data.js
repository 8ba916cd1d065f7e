/* Data: looks at a file before it is sent. Says which one is being read; stops what is too large to be read at all. */
(function () {
  "use strict";
  if (window.productUpload) return;
  window.productUpload = true;
  var last = null;

  function size(bytes) {
    var mb = bytes / 1048576;
    return mb < 1 ? Math.round(bytes / 1024) + "\u00a0kB" : mb.toFixed(mb < 10 ? 1 : 0) + "\u00a0MB";
  }

  function look(event, files) {
    var place = event.target.closest && event.target.closest("[data-upload-limit]");
    if (!place || !files || !files.length) return;
    var file = files[0];
    if (file.size > Number(place.dataset.uploadLimit)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.target.type === "file") event.target.value = "";
      window.dash_clientside.set_props("data-file", { data: { name: file.name, size: file.size, at: Date.now() } });
      return;
    }
    // The same file again would be no change to Dash, and nothing would be read.
    if (file.name === last) window.dash_clientside.set_props("data-upload", { contents: null });
    last = file.name;
    // An input that still holds a file does not say when the same one is chosen again.
    if (event.target.type === "file") setTimeout(function () { event.target.value = ""; }, 500);
    // The browser takes a moment to pack a large file before anything is sent.
    window.dash_clientside.set_props("data-reading", { hidden: false });
    var text = document.querySelector("[data-upload-text]");
    if (text) text.textContent = "Reading " + file.name + ", " + size(file.size);
  }

  document.addEventListener("change", function (event) { if (event.target.type === "file") look(event, event.target.files); }, true);
  document.addEventListener("drop", function (event) { look(event, event.dataTransfer && event.dataTransfer.files); }, true);
})();
