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
for (const table of document.querySelectorAll("table.sortable")) {
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

// Choosing a round trip, a firm or an arrow highlights it, and lists its deals below the drawing. A
// round trip has an address of its own: #loop=nvidia--openai--oracle.
const drawing = document.getElementById("drawing");
if (drawing) {
  const pick = document.getElementById("pick");
  const chosen = document.getElementById("chosen");
  const firms = Array.from(drawing.querySelectorAll("[data-firm]"));
  const flows = Array.from(drawing.querySelectorAll("[data-from]"));
  const arrows = flows.filter((flow) => flow.matches(".arrow"));
  const items = Array.from(chosen.querySelectorAll("li"));
  const box = drawing.parentElement;
  // On a narrow screen the round trips are in view first.
  box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2;

  const show = (title, isFirmShown, isFlowShown, pressed) => {
    const all = !isFlowShown;
    drawing.classList.toggle("picked", !all);
    for (const firm of firms) {
      firm.classList.toggle("on", !all && isFirmShown(firm.dataset.firm));
      firm.setAttribute("aria-pressed", String(firm === pressed));
    }
    for (const flow of flows) flow.classList.toggle("on", !all && isFlowShown(flow));
    for (const arrow of arrows) arrow.setAttribute("aria-pressed", String(arrow === pressed));
    for (const item of items) item.hidden = all || !isFlowShown(item);
    chosen.hidden = all;
    chosen.firstElementChild.textContent = title || "";
  };
  const clear = () => {
    show();
    if (location.hash.startsWith("#loop=")) history.replaceState(null, "", location.pathname);
  };
  const hopsOf = (numbers) => numbers.map((number, index) =>
    `${number} ${numbers[(index + 1) % numbers.length]}`);
  const hopOf = (flow) => `${flow.dataset.from} ${flow.dataset.to}`;
  const showLoop = (option) => {
    const hops = hopsOf(option.value.split(" "));
    // The list follows the money.
    const order = (item) => hops.includes(hopOf(item)) ? hops.indexOf(hopOf(item)) : hops.length;
    items.sort((a, b) => order(a) - order(b));
    items[0].parentElement.append(...items);
    show(option.textContent, (firm) => option.value.split(" ").includes(firm),
      (flow) => hops.includes(hopOf(flow)));
  };
  const showFirm = (firm) => {
    const number = firm.dataset.firm;
    const touches = (flow) => flow.dataset.from === number || flow.dataset.to === number;
    const neighbours = new Set(flows.filter(touches).flatMap((flow) =>
      [flow.dataset.from, flow.dataset.to]));
    show(firm.getAttribute("aria-label"), (other) => neighbours.has(other), touches, firm);
  };
  const showArrow = (arrow) => {
    const same = (flow) => flow.dataset.flow === arrow.dataset.flow ||
      (flow.matches(".amount") && hopOf(flow) === hopOf(arrow));
    show("", (firm) => firm === arrow.dataset.from || firm === arrow.dataset.to, same, arrow);
  };
  const options = pick ? Array.from(pick.options).filter((option) => option.value) : [];
  if (pick) {
    pick.value = "";
    pick.addEventListener("change", () => {
      const option = pick.selectedOptions[0];
      if (!option.value) { clear(); return; }
      showLoop(option);
      history.replaceState(null, "", `#loop=${option.dataset.loop}`);
    });
  }
  const fromAddress = () => {
    if (!location.hash.startsWith("#loop=")) return;
    const wanted = decodeURIComponent(location.hash.slice("#loop=".length)).split("--");
    const turned = wanted.map((_, at) => [...wanted.slice(at), ...wanted.slice(0, at)].join("--"));
    const option = options.find((one) => turned.includes(one.dataset.loop));
    if (option) { option.selected = true; showLoop(option); }
  };
  addEventListener("hashchange", fromAddress);
  fromAddress();

  const toggle = (part, showPart) => {
    if (pick) pick.value = "";
    if (part.getAttribute("aria-pressed") === "true") clear(); else showPart(part);
  };
  for (const [parts, showPart] of [[firms, showFirm], [arrows, showArrow]]) {
    for (const part of parts) {
      part.setAttribute("aria-pressed", "false");
      part.addEventListener("click", (event) => { event.stopPropagation(); toggle(part, showPart); });
      part.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(part, showPart); }
        if (event.key === "Escape") clear();
      });
    }
  }
  drawing.addEventListener("click", () => { if (pick) pick.value = ""; clear(); });
}
