/* A button beside each password that shows what is typed. Without it the field is as it is, and a
   password manager fills either. */

"use strict";

const words = document.currentScript.dataset;

for (const field of document.querySelectorAll("input[type=password]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button show-password";
  button.setAttribute("aria-controls", field.id);
  const say = () => {
    button.textContent = field.type === "password" ? words.show : words.hide;
  };
  button.addEventListener("click", () => {
    field.type = field.type === "password" ? "text" : "password";
    say();
  });
  field.form.addEventListener("submit", () => {
    field.type = "password"; // so that no browser keeps it as a word that was typed
  });
  say();
  field.after(button);
}
