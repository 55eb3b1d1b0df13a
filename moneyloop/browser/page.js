// The pages beside Neo4j Browser: open.html goes on to Browser, scripts.html saves the scripts again.
"use strict";

function browserAddress() {
  const bolt = new URLSearchParams(location.search).get("bolt");
  if (!/^\d{1,5}$/.test(bolt ?? "")) return "/browser/";
  return `/browser/?connectURL=neo4j://neo4j@${location.hostname}:${bolt}`;
}

const go = document.getElementById("go");
go.href = browserAddress();
if (document.body.hasAttribute("data-open")) location.replace(go.href);

document.getElementById("add")?.addEventListener("click", () => {
  const status = document.getElementById("status");
  try {
    const { added, changed, all } = saveScripts();
    const counts = [[added, "added"], [changed, "updated"]].filter(([count]) => count);
    status.textContent = counts.length
      ? `Done: ${counts.map((count) => count.join(" ")).join(", ")}. Click the star to see them.`
      : `All ${all} scripts are there already. Click the star to see them.`;
  } catch (error) {
    status.textContent = `That did not work (${error.message}). Reload the page and try again.`;
  }
});
