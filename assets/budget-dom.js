// Small tools for building elements and for writing to them only when something changed.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const SVG = "http://www.w3.org/2000/svg";

  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return node;
  }

  const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
  const icon = (name, small) => el("span", { class: `i icon-${name}${small ? " i-12" : ""}`, "aria-hidden": "true" });
  const mark = (kind) => el("i", { class: `mark mark-${kind}`, "aria-hidden": "true" });
  const key = (kind, text) => el("span", { class: "key" }, mark(kind), el("span", null, text));

  function button(text, options, onclick) {
    const { kind, iconName, iconOnly, small, more, ...rest } = options || {};
    const classes = ["btn", kind && `btn-${kind}`, small && "btn-s", iconOnly && "btn-icon", more].filter(Boolean).join(" ");
    const label = iconOnly ? el("span", { class: "sr" }, text) : el("span", null, text);
    return el("button", { type: "button", class: classes, title: iconOnly ? text : null, onclick, ...rest }, iconName ? icon(iconName) : null, label);
  }

  // Each writes only what differs from what was written before: 200 rows are drawn in every frame of a drag.
  const written = new WeakMap();
  function differs(node, name, value) {
    let known = written.get(node);
    if (!known) written.set(node, (known = {}));
    if (known[name] === value) return false;
    known[name] = value;
    return true;
  }
  const text = (node, value) => { if (differs(node, "#", value)) node.textContent = value; };
  const attribute = (node, name, value) => {
    if (!differs(node, name, value)) return;
    if (value === null || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : value);
  };
  const style = (node, name, value) => { if (differs(node, name, value)) node.style.setProperty(name, value); };
  const flag = (node, name, on) => { if (differs(node, "." + name, on)) node.classList.toggle(name, on); };

  // An amount that can be typed. Enter and leaving the field set it, Escape takes it back.
  function amountField(attributes, set) {
    const input = el("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", ...attributes });
    let before = "";
    input.addEventListener("focus", () => { before = input.value; input.select(); });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") input.blur();
      if (event.key === "Escape") { input.value = before; input.blur(); }
    });
    input.addEventListener("blur", () => {
      const typed = input.value;
      input.value = before;
      if (typed.trim() !== before.trim()) set(page.format.parse(typed), typed);
    });
    input.show = (value) => { if (document.activeElement !== input && input.value !== value) input.value = value; };
    return input;
  }

  page.dom = { el, svg, icon, mark, key, button, text, attribute, style, flag, amountField };
})();
