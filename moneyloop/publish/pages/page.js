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

// A round trip that is picked, or a firm, stands out from the drawing.
const drawing = document.getElementById("drawing");
if (drawing) {
  const pick = document.getElementById("pick");
  const firms = Array.from(drawing.querySelectorAll("[data-firm]"));
  const flows = Array.from(drawing.querySelectorAll("[data-from]"));
  const show = (isFirmOn, isFlowOn, pressed) => {
    drawing.classList.toggle("picked", Boolean(isFirmOn));
    for (const firm of firms) {
      firm.classList.toggle("on", Boolean(isFirmOn) && isFirmOn(firm.dataset.firm));
      firm.setAttribute("aria-pressed", String(firm.dataset.firm === pressed));
    }
    for (const flow of flows) {
      flow.classList.toggle("on", Boolean(isFlowOn) && isFlowOn(flow.dataset.from, flow.dataset.to));
    }
  };
  const clear = () => show();
  const showLoop = (numbers) => {
    const hops = new Set(numbers.map((one, place) =>
      `${one} ${numbers[(place + 1) % numbers.length]}`));
    show((firm) => numbers.includes(firm), (from, to) => hops.has(`${from} ${to}`));
  };
  const showFirm = (number) => {
    const near = new Set([number]);
    for (const flow of flows) {
      if (flow.dataset.from === number) near.add(flow.dataset.to);
      if (flow.dataset.to === number) near.add(flow.dataset.from);
    }
    show((firm) => near.has(firm), (from, to) => from === number || to === number, number);
  };
  if (pick) {
    pick.value = "";
    pick.addEventListener("change", () => {
      if (pick.value) showLoop(pick.value.split(" ")); else clear();
    });
  }
  const toggle = (firm) => {
    if (pick) pick.value = "";
    if (firm.getAttribute("aria-pressed") === "true") clear(); else showFirm(firm.dataset.firm);
  };
  for (const firm of firms) {
    firm.addEventListener("click", (event) => { event.stopPropagation(); toggle(firm); });
    firm.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(firm); }
      if (event.key === "Escape") clear();
    });
  }
  drawing.addEventListener("click", () => { if (pick) pick.value = ""; clear(); });
}
