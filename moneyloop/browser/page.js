// Puts moneyloop's scripts where Neo4j Browser keeps a person's saved ones: the storage of this
// very address. Ids tell ours from theirs, so that to do it again changes nothing twice.
"use strict";

const DOCUMENTS = "neo4j.documents";
const FOLDERS = "neo4j.folders";
const SEEDED = "moneyloop.scripts";

function kept(name) {
  try {
    const value = JSON.parse(localStorage.getItem(name));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

const isOurs = (one) => String(one.id).startsWith("moneyloop-");

async function scripts() {
  const answer = await fetch("scripts.json");
  if (!answer.ok) throw new Error(`scripts.json: ${answer.status}`);
  return answer.json();
}

function put(made) {
  const before = new Map(kept(DOCUMENTS).filter(isOurs).map((one) => [one.id, one.content]));
  const added = made.documents.filter((one) => !before.has(one.id)).length;
  const changed = made.documents.filter(
    (one) => before.has(one.id) && before.get(one.id) !== one.content
  ).length;
  const theirs = (name) => kept(name).filter((one) => !isOurs(one));
  localStorage.setItem(FOLDERS, JSON.stringify([...theirs(FOLDERS), ...made.folders]));
  localStorage.setItem(DOCUMENTS, JSON.stringify([...theirs(DOCUMENTS), ...made.documents]));
  localStorage.setItem(SEEDED, made.version);
  return { added, changed, all: made.documents.length };
}

function browserAddress() {
  const bolt = new URLSearchParams(location.search).get("bolt");
  if (!/^\d{1,5}$/.test(bolt ?? "")) return "/browser/";
  return `/browser/?connectURL=neo4j://neo4j@${location.hostname}:${bolt}`;
}

async function start() {
  const go = document.getElementById("go");
  go.href = browserAddress();
  if (document.body.hasAttribute("data-open")) {
    // Once for each release: who deleted a script does not want it back at every start.
    try {
      const made = await scripts();
      if (localStorage.getItem(SEEDED) !== made.version) put(made);
    } finally {
      location.replace(go.href);
    }
    return;
  }
  const said = document.getElementById("said");
  document.getElementById("add").addEventListener("click", async () => {
    try {
      const { added, changed, all } = put(await scripts());
      const done = [[added, "new"], [changed, "renewed"]].filter(([count]) => count);
      said.textContent = done.length
        ? `Done: ${done.map((one) => one.join(" ")).join(", ")}. They stand under the star.`
        : `All ${all} were there already. They stand under the star.`;
    } catch (error) {
      said.textContent = `That did not work: ${error.message}. Load the page again.`;
    }
  });
}

start();
