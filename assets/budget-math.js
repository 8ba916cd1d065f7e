// Arithmetic of the budget page, without any drawing: curves, outcomes, totals by posterior draw, quantiles.
// It must agree with core/curves.py, core/curve_forms.py and core/allocation/planning.py; a browser test holds both against each other.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const HEADER_BYTES = 16, VERSION = 2, ANOTHER = "These curves are of another version. Reload the page.";
  const ATANH_HALF = Math.log(3) / 2;

  // The layout is described at core.curves.curves_bytes: "CRVS", version, campaigns, draws, the form of each campaign, then
  // the parameters.
  function parseCurves(buffer) {
    const head = new DataView(buffer, 0, HEADER_BYTES);
    const magic = String.fromCharCode(...new Uint8Array(buffer, 0, 4));
    const version = head.getUint32(4, true);
    if (magic !== "CRVS" || version !== VERSION) throw new Error(ANOTHER);
    const count = head.getUint32(8, true), draws = head.getUint32(12, true), size = count * draws;
    const first = HEADER_BYTES + 8 * Math.ceil(count / 8);
    if (buffer.byteLength !== first + 24 * size) throw new Error("The curves arrived incomplete. Reload the page.");
    const form = new Uint8Array(buffer, HEADER_BYTES, count);
    if (form.some((number) => number >= FORMS.length)) throw new Error(ANOTHER);
    const part = (k) => new Float64Array(buffer, first + 8 * k * size, size);
    return { count, draws, form, scale: part(0), half: part(1), logHalf: part(1).map(Math.log), slope: part(2) };
  }

  // The forms as core.curve_forms has them, by number. outcomes: by draw from "first" on into out[0..draws), returns the sum;
  // steepness: the derivative of one draw at a spend above zero. A form has its own loop: no choice is left inside of it.
  const HILL = {
    outcomes({ draws, scale, logHalf, slope }, first, spend, out) {
      const logSpend = Math.log(spend);
      let sum = 0;
      for (let d = 0; d < draws; d++) {
        const z = slope[first + d] * (logSpend - logHalf[first + d]);
        const e = Math.exp(-Math.abs(z));
        const value = (scale[first + d] * (z >= 0 ? 1 : e)) / (1 + e);
        out[d] = value;
        sum += value;
      }
      return sum;
    },
    steepness({ scale, logHalf, slope }, i, spend, logSpend) {
      const e = Math.exp(-Math.abs(slope[i] * (logSpend - logHalf[i])));
      return ((scale[i] * slope[i]) / spend) * (e / ((1 + e) * (1 + e)));
    },
  };
  const TANH = {
    outcomes({ draws, scale, half }, first, spend, out) {
      const part = ATANH_HALF * spend;
      let sum = 0;
      for (let d = 0; d < draws; d++) sum += out[d] = scale[first + d] * Math.tanh(part / half[first + d]);
      return sum;
    },
    steepness({ scale, half }, i, spend) {
      const e = Math.exp((-2 * ATANH_HALF * spend) / half[i]);
      return ((scale[i] * ATANH_HALF) / half[i]) * ((4 * e) / ((1 + e) * (1 + e)));
    },
  };
  const ROOT = {
    outcomes({ draws, scale, logHalf, slope }, first, spend, out) {
      const logSpend = Math.log(spend);
      let sum = 0;
      for (let d = 0; d < draws; d++) {
        sum += out[d] = 0.5 * scale[first + d] * Math.exp(slope[first + d] * (logSpend - logHalf[first + d]));
      }
      return sum;
    },
    steepness({ scale, logHalf, slope }, i, spend, logSpend) {
      return ((0.5 * scale[i] * slope[i]) / spend) * Math.exp(slope[i] * (logSpend - logHalf[i]));
    },
  };
  const FORMS = [HILL, TANH, ROOT];

  // Outcome of one campaign by draw into out[0..draws), and its mean.
  function outcomeDraws(curves, c, spend, out) {
    return FORMS[curves.form[c]].outcomes(curves, c * curves.draws, spend, out) / curves.draws;
  }

  // What the next unit of money brings, mean over the draws; near zero as core.curves.slope_draws has it. "seen" is the
  // highest spend of each campaign in the data, where it is known.
  function nextUnit(curves, c, spend) {
    const { draws, half, seen } = curves, { steepness } = FORMS[curves.form[c]];
    const first = c * draws, logSpend = Math.log(spend);
    let sum = 0;
    for (let i = first; i < first + draws; i++) {
      const floor = seen ? 0.01 * seen[c] : 1e-9 * half[i], low = spend < floor;
      sum += steepness(curves, i, low ? floor : spend, low ? Math.log(floor) : logSpend);
    }
    return sum / draws;
  }

  function sorted(values) {
    return Float64Array.from(values).sort();
  }

  // NumPy's "linear" definition.
  function quantile(ordered, share) {
    const at = (ordered.length - 1) * share, low = Math.floor(at), high = Math.min(low + 1, ordered.length - 1);
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low);
  }

  function mean(values) {
    let sum = 0;
    for (const value of values) sum += value;
    return sum / values.length;
  }

  function spread(values, level) {
    const ordered = sorted(values), tail = (1 - level) / 2;
    return { lower: quantile(ordered, tail), upper: quantile(ordered, 1 - tail) };
  }

  // Mean of the worst share of the draws: core.allocation.joint_draws.cvar.
  function badMean(values, share) {
    const ordered = sorted(values), count = share * ordered.length, whole = Math.min(Math.floor(count), ordered.length);
    let sum = 0;
    for (let k = 0; k < whole; k++) sum += ordered[k];
    if (whole < ordered.length) sum += (count - whole) * ordered[whole];
    return sum / count;
  }

  // Share of the draws that reach a target.
  function chanceOf(values, target) {
    let reached = 0;
    for (const value of values) if (value >= target) reached += 1;
    return reached / values.length;
  }

  // The outcome of one split by campaign and draw. A campaign is computed again only when its spend changed.
  class Outlook {
    constructor(curves) {
      this.curves = curves;
      this.spend = new Float64Array(curves.count).fill(NaN);
      this.expected = new Float64Array(curves.count);
      this.values = new Float64Array(curves.count * curves.draws);
      this.total = new Float64Array(curves.draws);
      this._next = new Float64Array(curves.count).fill(NaN);
    }

    set(spend) {
      const { count, draws } = this.curves;
      let changed = false;
      for (let c = 0; c < count; c++) {
        if (this.spend[c] === spend[c]) continue;
        changed = true;
        this.spend[c] = spend[c];
        this._next[c] = NaN;
        this.expected[c] = outcomeDraws(this.curves, c, spend[c], this.values.subarray(c * draws, (c + 1) * draws));
      }
      if (!changed) return this;
      this.total.fill(0);
      for (let c = 0, i = 0; c < count; c++) for (let d = 0; d < draws; d++, i++) this.total[d] += this.values[i];
      return this;
    }

    next(c) {
      if (Number.isNaN(this._next[c])) this._next[c] = nextUnit(this.curves, c, this.spend[c]);
      return this._next[c];
    }

    interval(c, level) {
      const { draws } = this.curves;
      return spread(this.values.subarray(c * draws, (c + 1) * draws), level);
    }
  }

  // Totals of a plan against today's split, from common draws: core.allocation.planning.plan_figures.
  function totals(plan, today, level) {
    const gain = plan.total.map((value, d) => value - today.total[d]);
    const same = plan.spend.every((value, c) => Math.abs(value - today.spend[c]) <= 0.005);
    const spent = plan.spend.reduce((sum, value) => sum + value, 0), expected = mean(plan.total);
    const total = spread(plan.total, level), gains = spread(gain, level);
    return {
      spend: spent, expected, lower: total.lower, upper: total.upper,
      gain: mean(gain), gainLower: gains.lower, gainUpper: gains.upper,
      chance: same ? null : gain.reduce((n, value) => n + (value > 0 ? 1 : 0), 0) / gain.length,
      ratio: spent > 0 ? expected / spent : 0,
    };
  }

  // Mean and interval of one curve at equally spaced spends from zero, for its drawing.
  function curveShape(curves, c, most, points, level) {
    const out = new Float64Array(curves.draws), shape = { x: [], mean: [], lower: [], upper: [] };
    for (let k = 0; k <= points; k++) {
      const x = (most * k) / points;
      shape.x.push(x);
      shape.mean.push(outcomeDraws(curves, c, x, out));
      const ends = spread(out, level);
      shape.lower.push(ends.lower);
      shape.upper.push(ends.upper);
    }
    return shape;
  }

  // Density of draws on a grid: linear binning, then a Gaussian kernel of Silverman's width (Silverman, 1986).
  function density(values, from, to, points) {
    const bins = new Float64Array(points), step = (to - from) / (points - 1), centre = mean(values);
    let square = 0;
    for (const value of values) {
      square += (value - centre) ** 2;
      const at = (value - from) / step, low = Math.floor(at);
      if (low >= 0 && low < points - 1) {
        bins[low] += 1 - (at - low);
        bins[low + 1] += at - low;
      }
    }
    const width = 1.06 * Math.sqrt(square / values.length) * values.length ** -0.2;
    const reach = Math.min(points, Math.ceil((4 * width) / step)), kernel = [];
    for (let k = 0; k <= reach; k++) kernel.push(width > 0 ? Math.exp(-0.5 * ((k * step) / width) ** 2) : k ? 0 : 1);
    const norm = 1 / (values.length * step * (2 * kernel.reduce((a, b) => a + b, 0) - 1));
    return bins.map((_, i) => {
      let sum = 0;
      for (let k = Math.max(0, i - reach); k <= Math.min(points - 1, i + reach); k++) sum += bins[k] * kernel[Math.abs(k - i)];
      return sum * norm;
    });
  }

  page.math = { parseCurves, outcomeDraws, nextUnit, quantile, mean, spread, sorted, badMean, chanceOf, Outlook, totals, curveShape, density };
})();
