// Numbers, money and shares as components/format.py writes them, for texts that change while a slider moves.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const NBSP = "\u00a0", MINUS = "\u2212", DASH = "–";
  const SCALES = [[1e9, "bn"], [1e6, "M"], [1e3, "k"]];

  const known = (value) => value !== null && value !== undefined && Number.isFinite(value);

  // Halves go to the even digit, as Python rounds: the same figure must not differ by one between browser and server.
  function fixed(value, digits) {
    const text = value.toFixed(digits);
    if (digits > 0 || Math.abs(value % 1) !== 0.5) return grouped(text);
    return grouped(String(2 * Math.round(value / 2)));
  }

  function grouped(text) {
    const [whole, rest] = text.split(".");
    return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",") + (rest ? "." + rest : "");
  }

  function signed(value, body, plus) {
    const text = body(Math.abs(value));
    if (!/[1-9]/.test(text)) return text;
    return (value < 0 ? MINUS : plus ? "+" : "") + text;
  }

  function scaleOf(value) {
    return SCALES.find(([scale]) => value >= scale * 0.9995) || [1, ""];
  }

  function figures(value) {
    if (value === 0) return "0";
    return fixed(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
  }

  function significant(value, count) {
    return value === 0 ? 0 : Number(value.toPrecision(count));
  }

  function rounded(value) {
    if (value < 1000) {
      const short = significant(value, 2);
      return short >= 10 || short === 0 ? fixed(short, 0) : fixed(short, short >= 1 ? 1 : 2);
    }
    const step = Math.max(100, 10 ** (Math.floor(Math.log10(value)) - 2));
    return fixed(Math.round(value / step) * step, 0);
  }

  function body(value, style) {
    if (style === "exact") return fixed(value, 2);
    if (style === "full") return fixed(value, 0);
    if (style === "round") return rounded(value);
    const [scale, unit] = scaleOf(value);
    return figures(value / scale) + (unit ? NBSP + unit : "");
  }

  function money(value, sign, style = "tile", plus = false) {
    return known(value) ? signed(value, (v) => sign + body(v, style), plus) : DASH;
  }

  function count(value, style) {
    if (style === "tile") return value >= 999500 ? body(value, "tile") : fixed(significant(value, 3), 0);
    return style === "round" ? rounded(value) : fixed(value, style === "exact" ? 2 : 0);
  }

  function number(value, style = "full", plus = false) {
    return known(value) ? signed(value, (v) => count(v, style), plus) : DASH;
  }

  function percent(value, digits = null, plus = false) {
    if (!known(value)) return DASH;
    const places = (v) => (digits !== null ? digits : Number((v * 100).toFixed(1)) < 10 ? 1 : 0);
    return signed(value, (v) => fixed(v * 100, places(v)) + NBSP + "%", plus);
  }

  function chance(value) {
    if (!known(value)) return DASH;
    if (value > 0.99) return "over 99" + NBSP + "%";
    return value < 0.01 ? "under 1" + NBSP + "%" : percent(value, 0);
  }

  function ratio(value) {
    return known(value) ? signed(value, (v) => fixed(v, v < 9.995 ? 2 : v < 99.95 ? 1 : 0), false) : DASH;
  }

  // An interval with one unit for both ends; "sign" is empty for counts.
  function span(lower, upper, sign) {
    if (lower < 0 || upper < 0) return money(lower, sign) + " to " + money(upper, sign);
    const [scale, unit] = scaleOf(upper);
    const ends = figures(lower / scale) + NBSP + DASH + NBSP + figures(upper / scale);
    return sign + ends + (unit ? NBSP + unit : "");
  }

  // What a person typed: "84,000", "€84k", "84.5 k", "1.2M", "1.234,50". NaN where it is no amount, or could be two.
  function parse(text) {
    let plain = String(text).replace(/[\s\u00a0\u202f']/g, "").replace(MINUS, "-").replace(/^(?:[A-Z]{3}|[^\w.,+-])/, "");
    const comma = plain.lastIndexOf(","), dot = plain.lastIndexOf(".");
    if (comma > dot && dot >= 0) plain = swapped(plain);
    else if (comma >= 0 && dot < 0 && !/^[+-]?\d{1,3}(,\d{3})+(k|m|bn)?$/i.test(plain)) plain = swapped(plain);
    // Commas that are left must stand between groups of three; "1.234.567" is no amount here.
    if (plain.includes(",") && !/^[+-]?\d{1,3}(,\d{3})+(\.\d*)?(k|m|bn)?$/i.test(plain)) return NaN;
    // "1.234" is one and a bit to some and a thousand to others; nobody spends a tenth of a cent.
    if (/^[+-]?\d{1,3}\.\d{3}$/.test(plain)) return NaN;
    plain = plain.replace(/,/g, "");
    const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(k|m|bn)?$/i.exec(plain);
    if (!match) return NaN;
    return Number(match[1]) * ({ k: 1e3, m: 1e6, bn: 1e9 }[(match[2] || "").toLowerCase()] || 1);
  }

  // A comma as the decimal sign, dots between groups of three.
  function swapped(plain) {
    return plain.replace(/[.,]/g, (sign) => (sign === "," ? "." : ","));
  }

  page.format = { NBSP, MINUS, DASH, money, number, percent, chance, ratio, span, parse };
})();
