/* Small drawings: fills empty elements with data-draw and data-values with SVG. Classes carry the colours, so a theme
   changes them without drawing again.
     spark     { values: [number|null, ...] }
     interval  { low, mid, high, from, to, zero: bool, tick: number|null, role: "plan"|"today"|"best", ends: [text, text] }
     curve     {}                                       the drawing of empty states
*/
(function () {
  "use strict";
  if (window.productDraw) return;
  var NS = "http://www.w3.org/2000/svg";

  function svg(width, height, stretch) {
    var s = node("svg", { viewBox: "0 0 " + width + " " + height, "aria-hidden": "true", focusable: "false" });
    if (stretch) s.setAttribute("preserveAspectRatio", "none");
    return s;
  }
  function node(tag, attributes, text) {
    var n = document.createElementNS(NS, tag);
    for (var k in attributes) if (attributes[k] !== null && attributes[k] !== undefined) n.setAttribute(k, attributes[k]);
    if (text) n.textContent = text;
    return n;
  }
  function f(x) { return x.toFixed(1); }

  var kinds = {
    spark: function (v) {
      var W = 140, H = 32, values = v.values || [];
      var known = values.filter(function (x) { return x !== null; });
      var s = svg(W, H, true);
      s.setAttribute("class", "spark");
      if (known.length < 2) return s;
      var low = Math.min.apply(null, known), high = Math.max.apply(null, known), span = high - low || 1;
      var x = function (i) { return 1 + (i / (values.length - 1)) * (W - 2); };
      var y = function (value) { return high === low ? (high ? H / 2 : H - 1) : H - 4 - ((value - low) / span) * (H - 8); };
      var line = "", area = "", start = null, last = null;
      values.forEach(function (value, i) {
        if (value === null) { closeArea(); return; }
        line += (start === null ? "M" : "L") + f(x(i)) + " " + f(y(value));
        area += (start === null ? "M" + f(x(i)) + " " + H + "L" : "L") + f(x(i)) + " " + f(y(value));
        if (start === null) start = i;
        last = i;
      });
      closeArea();
      function closeArea() { if (start !== null) { area += "L" + f(x(last)) + " " + H + "Z"; start = null; } }
      s.appendChild(node("path", { class: "ar-today", d: area }));
      s.appendChild(node("path", { class: "ln ln-today", "vector-effect": "non-scaling-stroke", d: line }));
      return s;
    },

    interval: function (v) {
      var W = 132, H = v.ends ? 36 : 20, mid = v.ends ? 18 : 10, pad = 6;
      var role = v.role || "plan";
      var x = function (value) { return pad + ((value - v.from) / (v.to - v.from || 1)) * (W - 2 * pad); };
      var inside = function (value) { return Math.min(Math.max(value, v.from), v.to); };
      var s = svg(W, H);
      s.setAttribute("class", "chart");
      s.appendChild(node("line", { class: "axis", x1: 0, x2: W, y1: mid, y2: mid }));
      if (v.zero && v.from <= 0 && v.to >= 0)
        s.appendChild(node("line", { class: "zero", x1: f(x(0)), x2: f(x(0)), y1: mid - 12, y2: mid + 6 }));
      s.appendChild(node("rect", { class: "ar-" + role, x: f(x(inside(v.low))), y: mid - 6,
        width: f(Math.max(x(inside(v.high)) - x(inside(v.low)), 1)), height: 12, rx: 2 }));
      if (v.tick !== null && v.tick !== undefined)
        s.appendChild(node("line", { class: "today-tick", x1: f(x(inside(v.tick))), x2: f(x(inside(v.tick))), y1: mid - 8, y2: mid + 8 }));
      s.appendChild(node("circle", { class: "pt-" + role, cx: f(x(inside(v.mid))), cy: mid, r: 4.5 }));
      if (v.ends) {
        var zero = v.zero && v.from < 0 && v.to > 0;
        s.appendChild(node("text", { x: f(x(zero ? 0 : v.from)), y: 35, "text-anchor": zero ? "middle" : "start" }, v.ends[0]));
        s.appendChild(node("text", { x: W - 1, y: 35, "text-anchor": "end" }, v.ends[1]));
      }
      return s;
    },

    curve: function () {
      var s = svg(96, 48);
      s.setAttribute("width", 96);
      s.setAttribute("height", 48);
      s.appendChild(node("line", { class: "axis", x1: 0, x2: 96, y1: 47.5, y2: 47.5 }));
      s.appendChild(node("path", { class: "ln ln-prev", d: "M4 44C20 20 44 10 92 8" }));
      s.appendChild(node("circle", { class: "pt-today", cx: 26, cy: 23, r: 4 }));
      s.appendChild(node("circle", { class: "pt-plan", cx: 58, cy: 11.5, r: 5 }));
      return s;
    },
  };

  function fill(element) {
    var draw = kinds[element.dataset.draw];
    if (!draw || element.drawnFrom === element.dataset.values) return;
    element.drawnFrom = element.dataset.values;
    element.replaceChildren(draw(JSON.parse(element.dataset.values || "{}")));
  }
  function fillWithin(root) {
    if (root.nodeType !== 1) return;
    if (root.dataset.draw) fill(root);
    root.querySelectorAll("[data-draw]").forEach(fill);
  }

  window.productDraw = { fill: fill, kinds: kinds };
  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      if (change.type === "attributes") fill(change.target);
      else change.addedNodes.forEach(fillWithin);
    });
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-values"] });
  if (document.body) fillWithin(document.body);
})();
