// One kind's checklist by itself. Without this module the browser prints the checklists of all kinds.

const ROW = "to-print";

for (const button of document.querySelectorAll(".print-one")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.closest("tr").classList.add(ROW);
    window.print();
  });
}

window.addEventListener("afterprint", () => {
  for (const row of document.querySelectorAll(`.${ROW}`)) row.classList.remove(ROW);
});
