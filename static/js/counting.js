/* Says under a text with a limit how much of it is used, as the server counts: by characters, a
   line break as one. One line has its count once most of it is used. Without this the limit stands
   in the field's help, and the server says more. */

"use strict";

function characters(text) {
  return [...text.replace(/\r\n?/g, "\n").trim()].length;
}

const NEAR = 0.8;

for (const area of document.querySelectorAll("[data-most]")) {
  const most = Number(area.dataset.most);
  const count = document.createElement("p");
  count.className = "typed-count";
  count.id = `${area.id || area.name}-count`;
  const show = () => {
    const typed = characters(area.value);
    const isShown = !("mostQuiet" in area.dataset) || typed >= NEAR * most;
    const said = `${typed.toLocaleString("en-GB")} / ${most.toLocaleString("en-GB")}`;
    count.textContent = isShown ? said : "";
    count.hidden = !isShown;
    count.classList.toggle("over", typed > most);
  };
  area.after(count);
  const described = area.getAttribute("aria-describedby");
  area.setAttribute("aria-describedby", described ? `${described} ${count.id}` : count.id);
  area.addEventListener("input", show);
  show();
}
