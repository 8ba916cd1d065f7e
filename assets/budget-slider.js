// One slider: a native range input whose true value is the plan's, moved by pointer or keys, one gesture at a time.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});
  const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
  const AFTER_KEYS_MS = 350;

  // The step of the arrow keys, in cents: about a hundredth of what the limits leave, in round amounts.
  function keyStep(plan, i) {
    const range = plan.upper[i] - plan.lower[i] || plan.today[i] || 10000;
    return Math.max(1, page.roundUp(range / 200));
  }

  // range() gives lowest and highest position of the slider in cents.
  function slider(host, i, range) {
    const c = host.meta.campaigns[i];
    const input = page.dom.el("input", { type: "range", min: "0", max: "1", step: "any", "aria-label": `${c.channel} · ${c.name}, ${host.meta.money_plural} in ${host.meta.days} days` });
    let timer = null;
    // Who is left loses the focus after the next one was pressed: it ends its own gesture, not the one that began.
    const end = () => { clearTimeout(timer); timer = null; if (host.moving === i) host.endGesture(); };

    input.addEventListener("pointerdown", () => { if (timer) end(); host.beginGesture(i); });
    input.addEventListener("input", () => {
      // Assistive technology may set the value without a pointer or a key.
      if (host.moving !== i) { host.beginGesture(i); timer = setTimeout(end, AFTER_KEYS_MS); }
      const [low, high] = range(), width = input.clientWidth || 150;
      const asked = Number(input.value), step = page.roundUp(Math.max(1, (high - low) / (2 * width)));
      const snapped = Math.round(asked / step) * step;
      // The end of the track is the end of the scale, not the last round step before it.
      host.moveTo(asked >= high ? high : asked <= low ? low : snapped);
    });
    for (const name of ["change", "pointerup", "pointercancel"]) input.addEventListener(name, () => { if (!timer) host.endGesture(); });
    input.addEventListener("blur", end);
    input.addEventListener("keydown", (event) => {
      const { plan } = host, direction = KEYS[event.key];
      if (event.altKey || event.ctrlKey || event.metaKey || !(direction || event.key === "Home" || event.key === "End")) return;
      event.preventDefault();
      // Key repeat and a few presses in a row are one gesture: one plan to the server, one step to undo.
      if (host.moving !== i) host.beginGesture(i);
      clearTimeout(timer);
      timer = setTimeout(end, AFTER_KEYS_MS);
      if (!direction) host.moveTo(event.key === "Home" ? plan.lower[i] : plan.upper[i]);
      else host.moveTo(plan.spend[i] + direction * keyStep(plan, i) * (event.shiftKey ? 10 : 1));
    });
    input.range = range;
    return input;
  }

  function drawSlider(host, input, i) {
    const { plan, meta } = host, { attribute } = page.dom, { money } = page.format;
    const [low, high] = input.range(), spend = plan.spend[i];
    attribute(input, "min", String(low));
    attribute(input, "max", String(high));
    if (Number(input.value) !== spend) input.value = String(spend);
    attribute(input, "disabled", plan.locked[i]);
    const full = (value) => money(value / 100, meta.sign, "full");
    const change = Math.abs(spend - plan.today[i]) < 50 ? "same as today" : `${money((spend - plan.today[i]) / 100, meta.sign, "full", true)} against today`;
    attribute(input, "aria-valuetext", `${full(spend)}, ${change}, allowed ${full(plan.lower[i])} to ${full(plan.upper[i])}`);
  }

  page.slider = slider;
  page.drawSlider = drawSlider;
  page.keyStep = keyStep;
})();
