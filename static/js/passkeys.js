/* Shows what is for passkeys where the browser has them, and says it when one could not be used.
   Adding and using them is allauth's script; without any, the page offers the other ways. */

"use strict";

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-with-passkeys]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-passkeys]")) part.hidden = true;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const said = document.querySelector("[data-passkey-failed]");
  if (said) said.textContent = said.dataset.passkeyFailed;
});

const add = document.getElementById("passkey_add");
if (add) {
  add.form.addEventListener("submit", (event) => {
    event.preventDefault(); // the key Enter, before any passkey was asked for
    add.click();
  });
}
