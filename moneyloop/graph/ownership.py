"""Checks that a home belongs to its user alone: its owner, its mode and what is in it."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.platforms import is_own, open_to_others, user_name

MAVEN, PLUGINS, LOCK = "maven", "neo4j/plugins", "server.lock"
OURS = (LOCK, MAVEN, "neo4j", "password")
"""What a home of ours has: one of these at least."""

PROBLEMS_SHOWN = 5


def check_possible(root: Path) -> None:
    """Raises Neo4jUnavailable if this can never be a home, because it is below a file, say."""
    existing = next(one for one in (root, *root.parents) if os.path.lexists(one))
    if not existing.is_dir():
        raise Neo4jUnavailable(
            f"{root} cannot be the home of the private Neo4j, since {existing} is not a folder. "
            "Choose another one with MONEYLOOP_HOME."
        )


def own_root(root: Path) -> None:
    """Closes an existing home to other users, with a warning if it was open.

    Raises Neo4jUnavailable if it belongs to another user, or if it is open and may hold the files
    of other programs, which closing it would break. Raises OSError.
    """
    found = root.stat()
    if not is_own(found):
        raise _refused(root, f"it belongs to {user_name(found.st_uid)}, not to you")
    if not open_to_others(found) or not stat.S_ISDIR(found.st_mode):
        return
    mode = stat.S_IMODE(found.st_mode)
    names = {entry.name for entry in root.iterdir()}
    if names and not names & set(OURS):
        raise _refused(
            root, f"other users may open it (mode {mode:o}), and it has files of other programs"
        )
    root.chmod(stat.S_IRWXU)
    logging.getLogger(__name__).warning(
        "warning: other users could open %s (mode %o); it is now yours alone (mode 700)", root, mode
    )


def check_contents(root: Path) -> None:
    """Refuses a home with anything in it by which another user could act in the owner's name.

    These are links, other users' files and special files, and plugins, which Neo4j would run. Jars
    are checked when they are used, so the folder of jars may be a link to a folder of one's own.
    Raises Neo4jUnavailable and OSError.
    """
    problems = [*_problems(root), *_plugins(root / PLUGINS)]
    if problems:
        more = len(problems) - PROBLEMS_SHOWN
        shown = problems[:PROBLEMS_SHOWN] + ([f"and {more} more"] if more > 0 else [])
        raise _refused(root, "; ".join(shown))


def _problems(root: Path) -> Iterator[str]:
    maven = root / MAVEN
    if maven.is_symlink():
        target = maven.stat() if maven.exists() else None
        if target and (not is_own(target, or_roots=True) or open_to_others(target, stat.S_IWOTH)):
            yield f"{maven} is a link to a folder that others may change"
    folders = [root]
    while folders:
        for file in sorted(folders.pop().iterdir()):
            if file == maven:
                continue
            found = file.lstat()
            if not is_own(found):
                yield f"{file} belongs to {user_name(found.st_uid)}"
            elif stat.S_ISDIR(found.st_mode):
                folders.append(file)
            elif stat.S_ISLNK(found.st_mode):
                yield f"{file} is a link"
            elif not stat.S_ISREG(found.st_mode):
                yield f"{file} is neither a file nor a folder"
            elif found.st_nlink > 1:
                yield f"{file} has a second name elsewhere (a hard link)"


def _plugins(folder: Path) -> Iterator[str]:
    if folder.is_dir():
        for file in sorted(folder.iterdir()):
            yield f"{file} is not one of the files that this release was tested with"


def _refused(root: Path, why: str) -> Neo4jUnavailable:
    return Neo4jUnavailable(
        f"{root} is not safe as the home of the private Neo4j: {why}. Remove what does not belong "
        "there, or choose another folder with MONEYLOOP_HOME."
    )
