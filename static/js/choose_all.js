/* One box in the heading of a list that chooses every row of the page. */

"use strict";

for (const table of document.querySelectorAll(".case-list:has(input[name=chosen])")) {
  const boxes = [...table.querySelectorAll("tbody input[name=chosen]")];
  const heading = table.querySelector("thead th");
  const all = document.createElement("input");
  all.type = "checkbox";
  all.ariaLabel = heading.textContent.trim();
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  heading.append(all);
}
