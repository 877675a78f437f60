/* Names for controls that Django's admin leaves without one: the cells of a table of rows,
   where only the column is named, and the search box inside a list with search. */

"use strict";

function isNamed(control) {
  return control.labels?.length || control.ariaLabel || control.hasAttribute("aria-labelledby");
}

function nameCells(table) {
  const headings = [...table.querySelectorAll("thead th")].map((th) => th.textContent.trim());
  for (const cell of table.querySelectorAll("tbody td[class*='field-']")) {
    const name = headings[cell.cellIndex];
    for (const control of cell.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      if (name && !isNamed(control)) control.setAttribute("aria-label", name);
    }
  }
}

function nameSearchBoxes() {
  for (const box of document.querySelectorAll(".select2-search__field:not([aria-label])")) {
    const select = box.closest(".select2")?.previousElementSibling;
    const name = select?.labels?.[0]?.textContent.trim() ?? select?.getAttribute("aria-label");
    if (name) box.setAttribute("aria-label", name);
  }
}

function nameAll() {
  document.querySelectorAll(".tabular table").forEach(nameCells);
  nameSearchBoxes();
}

window.addEventListener("load", nameAll);
document.addEventListener("formset:added", nameAll);
