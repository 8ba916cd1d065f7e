/* One more small drawing: the days around an unusual one, with the range in which they were expected.
     days  { values: [number|null, ...], lower: [...], upper: [...], odd: [first, last], ends: [text, text] }
*/
(function () {
  "use strict";
  if (!window.productDraw || window.productDraw.kinds.days) return;
  const NS = "http://www.w3.org/2000/svg", W = 300, H = 84, FOOT = 16, TOP = 6;

  function node(tag, attributes, text) {
    const n = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) n.setAttribute(name, value);
    if (text) n.textContent = text;
    return n;
  }

  window.productDraw.kinds.days = function (v) {
    const svg = node("svg", { viewBox: `0 0 ${W} ${H}`, class: "chart", "aria-hidden": "true", focusable: "false" });
    const count = v.values.length, known = [...v.values, ...v.upper].filter((x) => x !== null);
    const top = Math.max(...known, 0) || 1, x = (i) => 4 + (i / Math.max(count - 1, 1)) * (W - 8);
    const y = (value) => TOP + (1 - value / top) * (H - FOOT - TOP);
    svg.append(node("line", { class: "axis", x1: 0, x2: W, y1: y(0), y2: y(0) }));
    // The band in pieces: where nothing was expected there is none.
    let piece = [];
    const close = () => {
      if (piece.length > 1) {
        const up = piece.map((i) => `${x(i).toFixed(1)} ${y(v.upper[i]).toFixed(1)}`), down = piece.slice().reverse().map((i) => `${x(i).toFixed(1)} ${y(v.lower[i]).toFixed(1)}`);
        svg.append(node("path", { class: "ar-today", d: `M${[...up, ...down].join("L")}Z` }));
      }
      piece = [];
    };
    for (let i = 0; i < count; i += 1) { if (v.lower[i] === null || v.upper[i] === null) close(); else piece.push(i); }
    close();
    let line = "", pen = false;
    v.values.forEach((value, i) => {
      if (value === null) { pen = false; return; }
      line += `${pen ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = true;
    });
    if (line) svg.append(node("path", { class: "ln ln-today", d: line }));
    for (let i = v.odd[0]; i <= v.odd[1]; i += 1) {
      if (v.values[i] === null || v.values[i] === undefined) continue;
      svg.append(node("circle", { class: "pt-odd", cx: x(i).toFixed(1), cy: y(v.values[i]).toFixed(1), r: 4 }));
    }
    svg.append(node("text", { x: 0, y: H - 1 }, v.ends[0]), node("text", { x: W, y: H - 1, "text-anchor": "end" }, v.ends[1]));
    return svg;
  };
  document.querySelectorAll('[data-draw="days"]').forEach(window.productDraw.fill);
})();
