// Saves moneyloop's scripts, style and settings in the local storage in which Neo4j Browser keeps its
// own; it belongs to the address of this server. SEED comes from seed.js. Our ids have a prefix, so
// that saving again replaces what is ours and leaves a user's own scripts alone.
"use strict";

const KEYS = {
  documents: "neo4j.documents",
  folders: "neo4j.folders",
  style: "neo4j.grass",
  settings: "neo4j.settings",
  version: "moneyloop.version",
};

// Browser's own first command, which a user may have replaced.
const BROWSERS_INIT_CMD = ":play start";

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

const store = (key, value) => localStorage.setItem(key, JSON.stringify(value));

const isOurs = (entry) => String(entry.id).startsWith("moneyloop-");

function storedList(key) {
  const value = stored(key);
  return Array.isArray(value) ? value : [];
}

function saveScripts() {
  const before = new Map(storedList(KEYS.documents).filter(isOurs).map((entry) => [entry.id, entry.content]));
  const added = SEED.documents.filter((entry) => !before.has(entry.id)).length;
  const changed = SEED.documents.filter(
    (entry) => before.has(entry.id) && before.get(entry.id) !== entry.content
  ).length;
  const ofUser = (key) => storedList(key).filter((entry) => !isOurs(entry));
  store(KEYS.folders, [...ofUser(KEYS.folders), ...SEED.folders]);
  store(KEYS.documents, [...ofUser(KEYS.documents), ...SEED.documents]);
  return { added, changed, all: SEED.documents.length };
}

function saveSettings() {
  const settings = stored(KEYS.settings) ?? {};
  const first = settings.initCmd ?? BROWSERS_INIT_CMD;
  // A first command of the user's own stays; that of an earlier release does not.
  const isOfUser = first !== BROWSERS_INIT_CMD && !first.startsWith(SEED.settings.initCmd.split("\n")[0]);
  store(KEYS.settings, { ...settings, ...SEED.settings, ...(isOfUser && { initCmd: first }) });
}

// Once for each release: a user who deletes a script or changes a setting does not want it back at
// the next start.
function saveOnce() {
  if (localStorage.getItem(KEYS.version) === SEED.version) return;
  saveScripts();
  saveSettings();
  store(KEYS.style, SEED.style);
  localStorage.setItem(KEYS.version, SEED.version);
}
