"use strict";
// Tables sort by the rank that each cell bears; what is not known stays last. A third click
// restores the order of the report.
for (const table of document.querySelectorAll(".scroll > table")) {
  const body = table.tBodies[0];
  const usual = Array.from(body.rows);
  const headers = Array.from(table.tHead.rows[0].cells);
  const rankOf = (row, column) => row.cells[column].dataset.rank;
  headers.forEach((header, column) => {
    header.querySelector("button").addEventListener("click", () => {
      const orders = header.classList.contains("figure")
        ? ["descending", "ascending"] : ["ascending", "descending"];
      const order = orders[orders.indexOf(header.getAttribute("aria-sort")) + 1];
      headers.forEach((one) => one.removeAttribute("aria-sort"));
      const rows = Array.from(usual);
      if (order) {
        header.setAttribute("aria-sort", order);
        const sign = order === "ascending" ? 1 : -1;
        rows.sort((one, other) => {
          const first = rankOf(one, column), second = rankOf(other, column);
          if (first === undefined || second === undefined) {
            return (first === undefined) - (second === undefined);
          }
          return sign * (first - second);
        });
      }
      body.append(...rows);
    });
  });
}
