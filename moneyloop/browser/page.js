// Saves moneyloop's scripts in the local storage in which Neo4j Browser keeps a user's own scripts;
// it belongs to the address of this server. Our ids have a prefix, so that saving them again replaces
// our scripts and leaves the user's alone.
"use strict";

const DOCUMENTS = "neo4j.documents";
const FOLDERS = "neo4j.folders";
const SAVED_VERSION = "moneyloop.scripts";

function stored(name) {
  try {
    const value = JSON.parse(localStorage.getItem(name));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

const isOurs = (entry) => String(entry.id).startsWith("moneyloop-");

async function fetchScripts() {
  const answer = await fetch("scripts.json");
  if (!answer.ok) throw new Error(`scripts.json: ${answer.status}`);
  return answer.json();
}

function save(scripts) {
  const before = new Map(stored(DOCUMENTS).filter(isOurs).map((entry) => [entry.id, entry.content]));
  const added = scripts.documents.filter((entry) => !before.has(entry.id)).length;
  const changed = scripts.documents.filter(
    (entry) => before.has(entry.id) && before.get(entry.id) !== entry.content
  ).length;
  const ofUser = (name) => stored(name).filter((entry) => !isOurs(entry));
  localStorage.setItem(FOLDERS, JSON.stringify([...ofUser(FOLDERS), ...scripts.folders]));
  localStorage.setItem(DOCUMENTS, JSON.stringify([...ofUser(DOCUMENTS), ...scripts.documents]));
  localStorage.setItem(SAVED_VERSION, scripts.version);
  return { added, changed, all: scripts.documents.length };
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
    // Once for each release: a user who deletes a script does not want it back at the next start.
    try {
      const scripts = await fetchScripts();
      if (localStorage.getItem(SAVED_VERSION) !== scripts.version) save(scripts);
    } finally {
      location.replace(go.href);
    }
    return;
  }
  const status = document.getElementById("status");
  document.getElementById("add").addEventListener("click", async () => {
    try {
      const { added, changed, all } = save(await fetchScripts());
      const counts = [[added, "added"], [changed, "updated"]].filter(([count]) => count);
      status.textContent = counts.length
        ? `Done: ${counts.map((count) => count.join(" ")).join(", ")}. Click the star to see them.`
        : `All ${all} scripts are there already. Click the star to see them.`;
    } catch (error) {
      status.textContent = `That did not work (${error.message}). Reload the page and try again.`;
    }
  });
}

start();
