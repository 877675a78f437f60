/* What if, live: a slider beside each number, and the counted part fetched anew as they move.
   Without this script the form's button does the same. */

"use strict";

const PAUSE = 200; // milliseconds without a change before the server is asked

function addSlider(box) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = box.min;
  slider.setAttribute("aria-label", box.labels[0].textContent.trim());
  box.after(slider);
  return slider;
}

function bindSliders(form) {
  const boxes = [...form.querySelectorAll("input[data-slider]")];
  const entitled = form.elements.entitled;
  const pairs = boxes.map((box) => [box, addSlider(box)]);
  const settle = () => {
    for (const [box, slider] of pairs) {
      slider.max = box === entitled ? Math.max(40, Number(box.value)) : Math.max(1, Number(entitled.value), Number(box.value));
      slider.value = box.value;
    }
  };
  for (const [box, slider] of pairs) {
    slider.addEventListener("input", () => {
      box.value = slider.value;
      settle();
    });
    box.addEventListener("input", settle);
  }
  settle();
}

function bindLive(form, target) {
  let timer, asked;
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
    const options = { headers: { "X-Part": "result" }, signal: asked.signal };
    const answer = await fetch(address, options).catch(() => null); // overtaken, or offline
    if (!answer?.ok) return;
    const part = await answer.text().catch(() => null);
    if (part === null) return;
    target.innerHTML = part;
    history.replaceState(null, "", address);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}

for (const form of document.querySelectorAll("form[data-what-if]")) {
  bindSliders(form);
  bindLive(form, document.getElementById(form.dataset.whatIf));
}
