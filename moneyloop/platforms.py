"""Where Windows differs from POSIX systems: one function for each difference.

Each asks for the feature that it needs, so that it can be tried where the feature is taken away;
where that is not possible, it asks for `WINDOWS`. Nothing here has been run on Windows itself.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from io import TextIOWrapper
    from pathlib import Path
    from typing import IO

WINDOWS = os.name == "nt"

DETACH = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'


def is_own(found: os.stat_result, *, or_roots: bool = False) -> bool:
    """Whether a file belongs to this process's user.

    Windows tells no owners: there it is always true, and the access list of the user's profile
    keeps other users out.
    """
    if not hasattr(os, "geteuid"):
        return True
    return found.st_uid == os.geteuid() or (or_roots and found.st_uid == 0)


def user_name(user: int) -> str:
    """The name of a user, or their number if they have none."""
    try:
        import pwd

        return pwd.getpwuid(user).pw_name
    except (ImportError, KeyError):
        return f"user {user}"


def open_to_others(found: os.stat_result, bits: int = stat.S_IRWXG | stat.S_IRWXO) -> bool:
    """Whether a file's mode lets other users do any of `bits`; Windows has no such modes."""
    return hasattr(os, "geteuid") and bool(found.st_mode & bits)


def set_mode(file: IO[bytes], mode: int) -> None:
    """Sets the mode of an open file, where files have one."""
    if hasattr(os, "fchmod"):
        os.fchmod(file.fileno(), mode)


def open_to_read(path: str) -> int:
    """The descriptor of a file, opened without waiting for the other end if it is a pipe."""
    flags = (getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"))
    return os.open(path, os.O_RDONLY | sum(flags))


def link_or_copy(new: Path, existing: Path) -> None:
    """Makes a symbolic link, or a copy where the user may not make links, as on Windows."""
    import shutil

    try:
        new.symlink_to(existing, target_is_directory=existing.is_dir())
    except OSError:
        if existing.is_dir():
            shutil.copytree(existing, new)
        else:
            shutil.copyfile(existing, new)


def program_in(folder: Path, name: str) -> Path:
    """The path of a program in a folder."""
    return folder / (f"{name}.exe" if WINDOWS else name)


def start_detached(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path
) -> int:
    """Starts a program that outlives this one, writes into `log` and reads nothing.

    Returns its process id. Raises OSError.
    """
    import subprocess

    if hasattr(os, "setsid"):
        # It runs in its own session without our pipes, so it outlives its starter and no reader of
        # our output waits for it. The intermediate shell exits, so init adopts it: no zombies.
        shell = subprocess.run(
            ["/bin/sh", "-c", DETACH, "sh", log, *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            check=True,
            start_new_session=True,
        )
        return int(shell.stdout)
    # Without a console, so that closing the terminal or Ctrl-C in it does not end it.
    apart = ("CREATE_NO_WINDOW", "CREATE_NEW_PROCESS_GROUP")
    with log.open("ab") as opened:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=opened,
            stderr=subprocess.STDOUT,
            creationflags=sum(getattr(subprocess, name, 0) for name in apart),
        ).pid


def has_display() -> bool:
    """Whether a web browser could open a window."""
    import sys

    if WINDOWS:
        return True
    if sys.platform == "darwin":
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def exact_if_piped(stream: TextIOWrapper) -> None:
    """Keeps Windows from writing data into pipes and files in its old code page, with other line
    ends."""
    if WINDOWS and not stream.isatty():
        stream.reconfigure(encoding="utf-8", newline="\n")
