/* Shows how the text reads while somebody types; without it the Preview button does the same. */

"use strict";

const CALM = 600; // milliseconds after the last key

class Preview {
  constructor(form) {
    this.form = form;
    this.field = form.elements.body;
    this.shown = document.querySelector("[data-preview-shown]");
    this.last = this.field.defaultValue; // what the page came with and shows
    form.querySelector("[data-preview-button]").hidden = true;
    this.field.addEventListener("input", () => this.soon());
    addEventListener("online", () => this.soon());
    this.soon(); // a text put back from this device came without a key
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), CALM);
  }

  /* One request at a time; what was typed meanwhile is asked for afterwards. */
  async refresh() {
    if (this.busy || this.field.value === this.last) return;
    this.busy = true;
    const asked = this.field.value;
    this.shown.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.form.dataset.preview, this.request(asked));
      if (answer.ok && !answer.redirected) {
        this.shown.innerHTML = await answer.text();
        this.last = asked;
      }
    } catch {
      // no connection: the next key asks again
    }
    this.shown.removeAttribute("aria-busy");
    this.busy = false;
    if (this.last === asked && this.field.value !== asked) this.soon();
  }

  request(text) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.append("body", text);
    return { method: "POST", body };
  }
}

document.querySelectorAll("form[data-preview]").forEach((form) => new Preview(form));
