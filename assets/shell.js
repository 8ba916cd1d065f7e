/* Shell: title of the window, current page, the person's initials, and the toasts. */
(function () {
  "use strict";
  var namespaces = (window.dash_clientside = window.dash_clientside || {});
  var firstPath = true;

  namespaces.shell = {
    theme: function () {
      var by = window.dash_clientside.callback_context.triggered_id;
      if (by && by.choice) window.productTheme.choose(by.choice);
      window.productTheme.apply();
      return window.productTheme.state();
    },

    title: function (title) {
      document.title = (title ? title + " · " : "") + "AI Marketing Campaign Optimizer";
    },

    current: function (path) {
      document.querySelectorAll(".nav-link, .tabbar a").forEach(function (link) {
        if (link.getAttribute("href") === path) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      });
      document.querySelectorAll(".tabbar-more").forEach(function (more) {
        more.open = false;
        more.classList.toggle("has-current", more.querySelector("[aria-current]") !== null);
      });
      // A new page starts at its top, and a keyboard or a screen reader starts in it.
      if (!firstPath) {
        window.scrollTo(0, 0);
        var main = document.getElementById("main");
        if (main) main.focus({ preventScroll: true });
      }
      firstPath = false;
    },

    person: function (typed, _changed, saved) {
      var skip = window.dash_clientside.no_update;
      var by = window.dash_clientside.callback_context.triggered_id;
      var name = by === "person-input" ? (typed || "").trim().slice(0, 60) || null : saved || null;
      var button = document.getElementById("person-button");
      if (button) {
        button.setAttribute("aria-label", name ? "Your name: " + name : "Your name");
        button.setAttribute("title", name || "Your name");
        button.dataset.initials = initials(name);
      }
      return by === "person-input" ? [name, skip] : [skip, name || ""];
    },

    toast: function (message) {
      if (message && message.text) show(message);
    },
  };

  function initials(name) {
    var words = (name || "").split(/\s+/).filter(Boolean);
    if (!words.length) return "";
    var last = words.length > 1 ? words[words.length - 1][0] : "";
    return (words[0][0] + last).toUpperCase();
  }

  function element(tag, className, text) {
    var e = document.createElement(tag);
    if (className) e.className = className;
    if (text) e.textContent = text;
    return e;
  }

  function show(message) {
    var area = document.getElementById("toasts");
    if (!area) return;
    var failed = message.kind === "failed";
    var toast = element("div", "toast");
    toast.setAttribute("role", failed ? "alert" : "status");
    var look = { done: ["pos", "check"], undo: ["soft", "undo"], failed: ["neg", "warning"] }[message.kind] || ["pos", "check"];
    toast.appendChild(element("span", "i icon-" + look[1] + " " + look[0]));
    var words = element("div", "", message.text);
    if (message.detail) words.appendChild(element("small", "", message.detail));
    toast.appendChild(words);
    var acts = element("span", "toast-acts");
    if (message.action) {
      var act = element(message.href ? "a" : "button", "btn btn-s btn-ghost", message.action);
      act.addEventListener("click", function (event) {
        close();
        if (message.href) { event.preventDefault(); go(message.href); }
        else window.dash_clientside.set_props("toast-action", { data: { name: message.name, at: Date.now() } });
      });
      if (message.href) act.href = message.href; else act.type = "button";
      acts.appendChild(act);
    }
    var x = element("button", "btn btn-s btn-ghost btn-icon");
    x.type = "button";
    x.setAttribute("aria-label", "Close");
    x.appendChild(element("span", "i icon-close"));
    x.addEventListener("click", close);
    acts.appendChild(x);
    toast.appendChild(acts);
    area.replaceChildren(toast);

    var timer = failed ? null : setTimeout(close, 6000);
    // Whoever reads or aims at a message has the time to do so.
    ["pointerenter", "focusin"].forEach(function (n) { toast.addEventListener(n, function () { clearTimeout(timer); }); });
    if (!failed) toast.addEventListener("pointerleave", function () { timer = setTimeout(close, 3000); });
    function close() { clearTimeout(timer); toast.remove(); }
  }

  // A button that shows and hides what it names: data-expands="id of the target".
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-expands]");
    var target = button && document.getElementById(button.dataset.expands);
    if (!target) return;
    target.hidden = !target.hidden;
    button.setAttribute("aria-expanded", String(!target.hidden));
  });

  window.productGo = go;
  function go(href) {
    window.dash_clientside.set_props("location", { href: new URL(href, location.href).href });
  }
})();
