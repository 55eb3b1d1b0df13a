"""Output for people and programs: rows in every format, pages, the dossier and its drawing."""
