// A callback of Dash that does not reach the server: the banner says it once, instead of an error for each, and what the
// page was about to show is asked for again when the connection is back.
(function () {
  "use strict";
  const CALLBACK = "_dash-update-component", PAGE = "main.children";
  const reach = window.fetch.bind(window);
  let pageMissed = false;

  window.fetch = async (resource, options) => {
    try {
      return await reach(resource, options);
    } catch (error) {
      const address = typeof resource === "string" ? resource : (resource && resource.url) || "";
      if (error.name === "AbortError" || !address.includes(CALLBACK)) throw error;
      if (options && typeof options.body === "string" && options.body.includes(PAGE)) pageMissed = true;
      document.dispatchEvent(new CustomEvent("news:missed"));
      // To Dash this says that nothing changes: what is shown stays.
      return new Response(null, { status: 204 });
    }
  };

  document.addEventListener("news:back", () => {
    if (pageMissed) window.dash_clientside.set_props("renew", { data: Date.now() });
    pageMissed = false;
  });
})();
