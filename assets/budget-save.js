// The dialog that saves the plan as a scenario, or as a new version of the one it came from.
(function () {
  "use strict";
  const page = (window.budgetPage = window.budgetPage || {});

  class Save {
    constructor(root, host) {
      const { el, button } = page.dom, { meta } = host;
      this.host = host;
      this.name = el("input", { type: "text", class: "text-input form-control", maxlength: String(meta.name_length), autocomplete: "off", "aria-describedby": "budget-save-error" });
      this.words = el("textarea", { class: "text-input form-control bud-words", maxlength: String(meta.note_length), rows: "3" });
      this.version = el("input", { type: "checkbox", class: "form-check-input", role: "switch", id: "budget-save-version" });
      this.versionText = el("span");
      this.versionLine = el("label", { class: "form-switch", for: "budget-save-version" }, this.version, this.versionText);
      this.error = el("p", { class: "neg fs-13", id: "budget-save-error", role: "alert" });
      this.go = button("Save", { kind: "primary" }, null);
      this.go.type = "submit";
      const field = (label, control) => el("label", { class: "field" }, el("span", { class: "label" }, label), control);
      const form = el("form", { method: "dialog", class: "modal-content" },
        el("div", { class: "modal-header" }, el("h2", { class: "modal-title", id: "budget-save-title" }, "Save as scenario")),
        el("div", { class: "modal-body" }, field("Name", this.name), field("Note, why this plan exists", this.words), this.versionLine, this.error),
        el("div", { class: "modal-footer" }, this.close = button("Cancel", { kind: "ghost" }, () => this.dialog.close()), this.go));
      form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
      this.dialog = el("dialog", { class: "bud-dialog", "aria-labelledby": "budget-save-title" }, form);
      root.replaceChildren(this.dialog);
    }

    // kept: a plan that was to be saved before, instead of the one on the page; it begins as a new scenario.
    open(kept) {
      const from = kept ? null : this.host.from;
      this.kept = kept || null;
      this.error.textContent = "";
      this.versionLine.hidden = !from;
      this.version.checked = Boolean(from);
      if (from) this.versionText.textContent = `As version ${from.version + 1} of “${from.name}”`;
      if (from || kept) {
        this.name.value = (kept || from).name;
        this.words.value = (kept || from).note;
      }
      this.busy(false);
      this.dialog.showModal();
      this.name.focus();
      this.name.select();
    }

    submit() {
      if (this.go.getAttribute("aria-disabled")) return;
      if (!this.name.value.trim()) { this.error.textContent = "Give the scenario a name."; this.name.focus(); return; }
      this.busy(true);
      const from = this.version.checked && !this.kept ? this.host.from : null;
      const plan = this.kept || this.host.planToSave();
      this.host.deliver({ ...plan, name: this.name.value, note: this.words.value, scenario_id: from ? from.id : null, base_version: from ? from.version : null }, this);
    }

    busy(on) {
      page.dom.attribute(this.go, "aria-disabled", on ? "true" : null);
      // What was sent is what is kept: typing now would change nothing.
      for (const field of [this.name, this.words]) field.readOnly = on;
      this.version.disabled = on;
      if (!on) this.close.lastChild.textContent = "Cancel";
    }

    // Closing the dialog takes nothing back: what is kept goes on being tried.
    waits(words) {
      this.error.textContent = words;
      this.close.lastChild.textContent = "Close";
    }

    // True where the answer is shown here: the dialog may have been closed meanwhile.
    answered(answer, plan) {
      const open = this.dialog.open;
      this.busy(false);
      if (answer.ok) {
        this.name.value = "";
        this.words.value = "";
        this.dialog.close();
        return true;
      }
      if (!open) return false;
      if (answer.conflict) {
        this.dialog.close();
        this.host.conflict.open(answer.conflict, plan);
      } else this.error.textContent = `${answer.error.head} ${answer.error.text}`.trim();
      return true;
    }
  }

  page.Save = Save;
})();
