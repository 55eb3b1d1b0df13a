"use strict";
// A site's first page: search its index by all words that were typed.
const index = document.getElementById("index");
if (index) {
  const entries = JSON.parse(index.textContent).map((one) => ({ ...one, text: fold(one.title) }));
  const field = document.getElementById("search"), found = document.getElementById("found");
  field.addEventListener("input", () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    const hits = words.length ? entries.filter((one) => words.every((word) => one.text.includes(word))) : [];
    found.replaceChildren(...hits.slice(0, 30).map((one) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = one.path;
      link.textContent = one.title;
      item.append(link, ` ${one.kind}`);
      return item;
    }));
    if (words.length && !hits.length) found.textContent = "Nothing found.";
  });
}
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

// A click on a header sorts by the rank of each cell, with unknown values last; a second click
// reverses the order, and a third restores that of the report.
for (const table of document.querySelectorAll(".scroll > table")) {
  const body = table.tBodies[0];
  const original = Array.from(body.rows);
  const headers = Array.from(table.tHead.rows[0].cells);
  const rankOf = (row, column) => row.cells[column].dataset.rank;
  headers.forEach((header, column) => {
    header.querySelector("button").addEventListener("click", () => {
      const orders = header.classList.contains("number")
        ? ["descending", "ascending"] : ["ascending", "descending"];
      const order = orders[orders.indexOf(header.getAttribute("aria-sort")) + 1];
      headers.forEach((other) => other.removeAttribute("aria-sort"));
      const rows = Array.from(original);
      if (order) {
        header.setAttribute("aria-sort", order);
        const sign = order === "ascending" ? 1 : -1;
        rows.sort((a, b) => {
          const first = rankOf(a, column), second = rankOf(b, column);
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

// Choosing a round trip or a firm highlights it in the drawing.
const drawing = document.getElementById("drawing");
if (drawing) {
  const pick = document.getElementById("pick");
  const firms = Array.from(drawing.querySelectorAll("[data-firm]"));
  const flows = Array.from(drawing.querySelectorAll("[data-from]"));
  const show = (isFirmShown, isFlowShown, pressed) => {
    drawing.classList.toggle("picked", Boolean(isFirmShown));
    for (const firm of firms) {
      firm.classList.toggle("on", Boolean(isFirmShown) && isFirmShown(firm.dataset.firm));
      firm.setAttribute("aria-pressed", String(firm.dataset.firm === pressed));
    }
    for (const flow of flows) {
      flow.classList.toggle("on", Boolean(isFlowShown) && isFlowShown(flow.dataset.from, flow.dataset.to));
    }
  };
  const clear = () => show();
  const showLoop = (numbers) => {
    const hops = new Set(numbers.map((number, index) =>
      `${number} ${numbers[(index + 1) % numbers.length]}`));
    show((firm) => numbers.includes(firm), (from, to) => hops.has(`${from} ${to}`));
  };
  const showFirm = (number) => {
    const neighbours = new Set([number]);
    for (const flow of flows) {
      if (flow.dataset.from === number) neighbours.add(flow.dataset.to);
      if (flow.dataset.to === number) neighbours.add(flow.dataset.from);
    }
    show((firm) => neighbours.has(firm), (from, to) => from === number || to === number, number);
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
