// Runs in Neo4j Browser's page, before Browser itself.
"use strict";

try {
  saveOnce();
} catch (error) {
  // Without local storage, Browser works as it does without moneyloop.
  console.warn("moneyloop:", error);
}

// The Overview panel covers a third of the first drawing, and Browser has no setting for it. Folded
// once, it stays folded for all later drawings; a user can unfold it.
const FOLD = '[aria-label="Collapse the node properties display"]';
new MutationObserver((_, observer) => {
  const button = document.querySelector(FOLD);
  if (!button) return;
  observer.disconnect();
  button.click();
}).observe(document, { childList: true, subtree: true });
