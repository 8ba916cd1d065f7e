/* Uploads: looks at a file before it is sent. Says which one is being read; stops what is too large to be read at all.
   A place to drop files names its parts: data-upload-id, -file (told of what is too large), -reading, -limit. */
(function () {
  "use strict";
  if (window.productUpload) return;
  window.productUpload = true;
  var last = {};

  function size(bytes) {
    var mb = bytes / 1048576;
    return mb < 1 ? Math.round(bytes / 1024) + "\u00a0kB" : mb.toFixed(mb < 10 ? 1 : 0) + "\u00a0MB";
  }

  function look(event, files) {
    var place = event.target.closest && event.target.closest("[data-upload-limit]");
    if (!place || !files || !files.length) return;
    var file = files[0], ids = place.dataset, set = window.dash_clientside.set_props;
    if (file.size > Number(ids.uploadLimit)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.target.type === "file") event.target.value = "";
      set(ids.uploadFile, { data: { name: file.name, size: file.size, at: Date.now() } });
      return;
    }
    // The same file again would be no change to Dash, and nothing would be read.
    if (file.name === last[ids.uploadId]) set(ids.uploadId, { contents: null });
    last[ids.uploadId] = file.name;
    // An input that still holds a file does not say when the same one is chosen again.
    if (event.target.type === "file") setTimeout(function () { event.target.value = ""; }, 500);
    // The browser takes a moment to pack a large file before anything is sent.
    set(ids.uploadReading, { hidden: false });
    var text = place.parentElement.querySelector("[data-upload-text]");
    if (text) text.textContent = "Reading " + file.name + ", " + size(file.size);
  }

  document.addEventListener("change", function (event) { if (event.target.type === "file") look(event, event.target.files); }, true);
  document.addEventListener("drop", function (event) { look(event, event.dataTransfer && event.dataTransfer.files); }, true);
})();
