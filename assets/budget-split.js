// Keeping the total: who gives and who gets when one campaign moves. Whole cents throughout, so that sums are exact.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  // A campaign gives or gets in steps of this share of its size, always where the next step costs least or brings most.
  const STEPS = 50;

  class Heap {
    constructor() { this.items = []; }

    push(key, value) {
      const items = this.items;
      let at = items.push({ key, value }) - 1;
      while (at > 0 && items[at].key < items[(at - 1) >> 1].key) {
        const up = (at - 1) >> 1;
        [items[at], items[up]] = [items[up], items[at]];
        at = up;
      }
    }

    pop() {
      const items = this.items, top = items[0], last = items.pop();
      if (!items.length) return top;
      items[0] = last;
      for (let at = 0; ; ) {
        let least = at;
        for (const child of [2 * at + 1, 2 * at + 2]) if (child < items.length && items[child].key < items[least].key) least = child;
        if (least === at) return top;
        [items[at], items[least]] = [items[least], items[at]];
        at = least;
      }
    }
  }

  // The order in which money leaves (sign −1) or enters (sign +1) campaigns by their next step. It is built as far as it is
  // needed and walked to and fro, so dragging back returns to where the gesture started.
  class Path {
    constructor(start, room, size, sign, value) {
      Object.assign(this, { start, room: room.slice(), size, sign, value });
      this.who = []; this.until = []; this.heap = new Heap();
      this.reached = start.slice(); this.level = start.map(() => NaN);
      start.forEach((_, j) => this._offer(j));
    }

    _offer(j) {
      const step = Math.min(Math.max(100, Math.round(this.size[j] / STEPS)), this.room[j]);
      if (step <= 0) return;
      if (Number.isNaN(this.level[j])) this.level[j] = this.value(j, this.reached[j]);
      const after = this.value(j, this.reached[j] + this.sign * step);
      // The smallest key goes first: the smallest loss, or the largest gain, which is a loss below zero.
      this.heap.push((this.level[j] - after) / step, { j, step, after });
    }

    at(amount) {
      let covered = this.until.length ? this.until[this.until.length - 1] : 0;
      while (covered < amount && this.heap.items.length) {
        const { j, step, after } = this.heap.pop().value;
        this.reached[j] += this.sign * step;
        this.room[j] -= step;
        this.level[j] = after;
        covered += step;
        this.who.push(j);
        this.until.push(covered);
        this._offer(j);
      }
      const spend = this.start.slice();
      for (let k = 0, before = 0; k < this.who.length && before < amount; before = this.until[k++]) {
        spend[this.who[k]] += this.sign * (Math.min(this.until[k], amount) - before);
      }
      return spend;
    }
  }

  // Splits an amount by weights, none above its room; what one cannot take goes to the rest.
  function proportional(amount, weight, room) {
    const share = room.map(() => 0);
    let left = amount, open = room.map((_, j) => j).filter((j) => room[j] > 0);
    while (left > 1e-9 && open.length) {
      const all = open.reduce((sum, j) => sum + weight[j], 0);
      const part = (j) => (all > 0 ? (left * weight[j]) / all : left / open.length);
      const full = open.filter((j) => part(j) >= room[j] - share[j]);
      if (!full.length) {
        for (const j of open) share[j] += part(j);
        left = 0;
      } else {
        for (const j of full) { left -= room[j] - share[j]; share[j] = room[j]; }
        // Those with room but no weight wait until nobody else has any.
        open = open.filter((j) => share[j] < room[j]);
      }
    }
    return wholeCents(share, amount, room);
  }

  function wholeCents(share, amount, room) {
    const whole = share.map((value) => Math.floor(value + 1e-9));
    let left = amount - whole.reduce((sum, value) => sum + value, 0);
    const order = share.map((value, j) => j).filter((j) => room[j] > 0).sort((a, b) => (share[b] - whole[b]) - (share[a] - whole[a]));
    for (let turn = 0; left > 0 && turn < 3; turn++) {
      for (const j of order) if (left > 0 && whole[j] < room[j]) { whole[j] += 1; left -= 1; }
    }
    return whole;
  }

  // One gesture: the plan at its start, and the split for each position of the campaign that moves (or −1: the total moves).
  class Gesture {
    // spend, lower, upper: cents; locked: booleans; mode: "next" or "proportion"; value(j, cents): expected outcome;
    // size: cents, how large each campaign usually is.
    constructor({ spend, lower, upper, locked, moved, keep, mode, size, value }) {
      Object.assign(this, { start: spend.slice(), lower, upper, moved, keep, mode, value });
      const free = (j) => j !== moved && !locked[j];
      this.give = spend.map((s, j) => (free(j) ? Math.max(0, s - lower[j]) : 0));
      this.take = spend.map((s, j) => (free(j) ? Math.max(0, upper[j] - s) : 0));
      this.size = spend.map((s, j) => Math.max(s, size[j]));
      this.canGive = this.give.reduce((a, b) => a + b, 0);
      this.canTake = this.take.reduce((a, b) => a + b, 0);
      this.paths = {};
    }

    // Lowest and highest position that the limits, and with a kept total those of the others, allow.
    reach() {
      const i = this.moved, from = this.start[i];
      if (!this.keep) return [this.lower[i], this.upper[i]];
      // A campaign that a changed limit left outside may come back in, but not go further out.
      const low = Math.max(Math.min(this.lower[i], from), from - this.canTake);
      return [low, Math.min(Math.max(this.upper[i], from), from + this.canGive)];
    }

    // The split with the moving campaign at an amount.
    at(amount) {
      const i = this.moved, [low, high] = this.reach(), value = Math.min(Math.max(Math.round(amount), low), high);
      const spend = this.keep ? this.shifted(value - this.start[i]) : this.start.slice();
      spend[i] = value;
      return spend;
    }

    // The split after the others gave an amount (positive) or got it (negative), as far as their limits let them.
    shifted(amount) {
      const sign = amount > 0 ? -1 : 1, room = amount > 0 ? this.give : this.take;
      const size = Math.min(Math.abs(amount), amount > 0 ? this.canGive : this.canTake);
      if (size === 0) return this.start.slice();
      if (this.mode === "next") {
        this.paths[sign] = this.paths[sign] || new Path(this.start, room, this.size, sign, this.value);
        return this.paths[sign].at(size);
      }
      const share = proportional(size, this.start, room);
      return this.start.map((s, j) => s + sign * share[j]);
    }
  }

  // The nearest split with this total, or null where the limits do not allow one.
  function withTotal(options, total) {
    const gesture = new Gesture({ ...options, moved: -1, keep: true });
    const more = total - gesture.start.reduce((a, b) => a + b, 0);
    if (more > gesture.canTake || -more > gesture.canGive) return null;
    return gesture.shifted(-more);
  }

  page.split = { Gesture, withTotal, proportional };
})();
