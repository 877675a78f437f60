/* Saves a step of the form while somebody types; without it the form's buttons do the same.
   What the server has not confirmed is kept on this device, under the application's reference
   and the step, and put back when the page opens again. */

"use strict";

const PAUSE = 1500; // milliseconds after the last key
const FIRST_WAIT = 2000; // before trying again; doubled each time
const LONGEST_WAIT = 60000;
const PATIENCE = 15000; // for an answer

/* Storage may be full or forbidden: then a text lives in its page alone. */

function readKept(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

function forget(isMeant) {
  try {
    Object.keys(localStorage).filter(isMeant).forEach((key) => localStorage.removeItem(key));
  } catch {
    // nothing was kept
  }
}

function same(one, other) {
  return Object.keys(one).every((name) => one[name] === other?.[name]);
}

function clock(instant, options = {}) {
  const exact = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...options };
  return new Intl.DateTimeFormat("en-GB", exact).format(instant);
}

class Draft {
  failures = 0;
  errors = null; // by field, once the server has told
  left = new Set(); // fields that somebody has been in: only they are told what is wrong
  stopped = false;
  leaving = false;

  constructor(form) {
    this.form = form;
    this.key = form.dataset.draft;
    this.address = form.dataset.autosave; // without it a text is kept on this device only
    this.fields = [...form.querySelectorAll("[data-kept] [name]")];
    this.conflict = document.querySelector("[data-conflict]");
    this.seen = form.elements.seen?.value;
    this.atFirst = this.values();
    this.saved = "unsaved" in form.dataset ? null : this.atFirst;
    this.stopped = Boolean(this.conflict?.children.length);
    for (const field of this.fields) if (field.matches(".is-invalid")) this.left.add(field.name);
    this.listen();
    this.restore();
  }

  listen() {
    this.form.addEventListener("input", (event) => this.typed(event));
    this.form.addEventListener("focusout", (event) => this.wasLeft(event.target));
    this.form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("click", (event) => this.discard(event));
    addEventListener("online", () => this.save());
    addEventListener("focus", () => this.save());
    addEventListener("pagehide", () => this.hide());
    addEventListener("pageshow", () => (this.leaving = false)); // also when come back to
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
  }

  values() {
    const read = (field) => [field.name, field.type === "checkbox" ? field.checked : field.value];
    return Object.fromEntries(this.fields.map(read));
  }

  put(values) {
    for (const field of this.fields) {
      if (!(field.name in values)) continue;
      if (field.type === "checkbox") field.checked = values[field.name];
      else field.value = values[field.name];
    }
  }

  isDirty() {
    return this.saved === null || !same(this.values(), this.saved);
  }

  /* Put back what an earlier page could not send, as that page saw the step. */
  restore() {
    const kept = readKept(this.key);
    if (!kept || this.saved === null) return;
    if (same(this.atFirst, kept.values)) return forget((key) => key === this.key);
    this.put(kept.values);
    this.takeOn(kept.seen, kept.window);
    const notice = this.form.querySelector("[data-restored]");
    const when = { day: "numeric", month: "long" };
    notice.querySelector("[data-time]").textContent = clock(new Date(kept.at), when);
    notice.hidden = false;
    this.save();
  }

  takeOn(seen, page) {
    if (!this.address) return;
    this.seen = this.form.elements.seen.value = seen;
    if (page) this.form.elements.window.value = page;
  }

  keep() {
    const page = this.form.elements.window?.value;
    const told = { seen: this.seen, window: page, at: Date.now() };
    return keep(this.key, { values: this.values(), ...told });
  }

  typed(event) {
    if (!this.fields.includes(event.target)) return;
    const kept = this.keep();
    if (!this.address) return kept && this.say("kept");
    this.saveIn(PAUSE);
  }

  wasLeft(field) {
    if (!this.fields.includes(field)) return;
    this.left.add(field.name);
    this.showErrors();
    this.save();
  }

  saveIn(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  /* One request at a time, so that an older text never arrives after a newer one. */
  async save() {
    clearTimeout(this.timer);
    if (!this.address || this.stopped || this.leaving) return;
    if (this.busy) return this.busy;
    if (!this.isDirty()) return;
    this.busy = this.send(this.values());
    await this.busy;
    this.busy = null;
    if (!this.failures && !this.stopped && this.isDirty()) this.saveIn(PAUSE);
  }

  request() {
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "seen", "window"]) {
      body.append(name, this.form.elements[name].value);
    }
    for (const field of this.fields) {
      if (field.type !== "checkbox" || field.checked) body.append(field.name, field.value);
    }
    return { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } };
  }

  async send(sent) {
    try {
      const patience = AbortSignal.timeout(PATIENCE);
      const answer = await fetch(this.address, { ...this.request(), signal: patience });
      if (answer.status === 403) return this.failed("closed");
      const told = await answer.json();
      if (answer.status === 200) this.confirmed(sent, told);
      else if (answer.status === 409) this.showConflict(told);
      else if (answer.status === 410) this.end("submitted");
      else this.failed("offline");
    } catch {
      this.failed(this.keep() ? "offline" : "offline-unkept");
    }
  }

  confirmed(sent, { seen, errors }) {
    this.failures = 0;
    this.saved = sent;
    this.errors = errors;
    this.takeOn(seen);
    this.showErrors();
    const isWhole = Object.keys(errors).length === 0;
    if (isWhole && !this.isDirty()) forget((key) => key === this.key);
    else this.keep();
    this.say(isWhole ? "saved" : "partly");
  }

  failed(why) {
    this.keep();
    this.failures += 1;
    this.say(why);
    this.saveIn(Math.min(FIRST_WAIT * 2 ** (this.failures - 1), LONGEST_WAIT));
  }

  end(why) {
    this.stopped = true;
    this.say(why);
  }

  /* Both texts are shown; from here on only the button saves. What is kept on this device still
     says what this page had seen, so that reopening it overwrites nothing either. */
  showConflict({ seen, conflict }) {
    this.keep();
    this.conflict.innerHTML = conflict;
    this.form.elements.seen.value = seen;
    this.end("conflict");
  }

  showErrors() {
    if (this.errors === null) return;
    for (const field of this.fields) {
      const messages = this.left.has(field.name) ? (this.errors[field.name] ?? []) : [];
      const place = field.closest(".mb-3");
      const shown = `${field.id}_problem`;
      place.querySelectorAll(".invalid-feedback").forEach((old) => old.remove());
      const others = (field.getAttribute("aria-describedby") ?? "").split(" ");
      const described = others.filter((id) => id && id !== shown && document.getElementById(id));
      field.classList.toggle("is-invalid", messages.length > 0);
      field.toggleAttribute("aria-invalid", false);
      if (messages.length) {
        const problem = document.createElement("p");
        Object.assign(problem, { id: shown, className: "invalid-feedback", textContent: messages[0] });
        field.after(problem);
        field.setAttribute("aria-invalid", "true");
        described.push(shown);
      }
      if (described.length) field.setAttribute("aria-describedby", described.join(" "));
      else field.removeAttribute("aria-describedby");
    }
  }

  say(what) {
    const status = this.form.querySelector("[data-status]");
    const text = this.form.querySelector(`template[data-says="${what}"]`).content.cloneNode(true);
    text.querySelectorAll("[data-time]").forEach((time) => (time.textContent = clock(new Date())));
    if (status.textContent === text.textContent) return;
    status.dataset.status = what;
    status.replaceChildren(text);
  }

  /* A button is pressed: what was typed is sent first, so that no connection costs no page. */
  async submit(event) {
    if (!this.address || this.leaving || this.stopped || !this.isDirty()) {
      this.leaving = true;
      if (this.address && this.stopped) this.seen = this.form.elements.seen.value;
      if (this.address && this.isDirty()) this.keep();
      return;
    }
    event.preventDefault();
    const triedBefore = this.failures > 0 && this.pressed;
    this.pressed = true;
    await this.save();
    if (this.isDirty()) await this.save();
    if (this.stopped || (this.failures && !triedBefore)) return;
    this.leaving = true;
    this.form.requestSubmit(event.submitter);
  }

  discard(event) {
    if (!event.target.matches("[data-discard]")) return;
    forget((key) => key === this.key);
    if (event.target.matches("a")) {
      this.leaving = true; // the link shows what is saved
      return;
    }
    this.put(this.atFirst);
    this.form.querySelector("[data-restored]").hidden = true;
    this.fields[0].focus();
    if (this.address) this.save();
  }

  hide() {
    if (!this.address || this.stopped || this.leaving || !this.isDirty()) return;
    this.keep();
    fetch(this.address, this.request()).catch(() => {}); // kept on this device in any case
  }
}

document.querySelectorAll("form[data-draft]").forEach((form) => new Draft(form));

/* Once the secretariat has it, or somebody closes the application here, nothing stays behind. */
for (const place of document.querySelectorAll("[data-forget]")) {
  const drop = () => {
    const { forget: start, except = "" } = place.dataset;
    forget((key) => key.startsWith(start) && !except.split(" ").includes(key));
  };
  if (place.matches("form")) place.addEventListener("submit", drop);
  else drop();
}
