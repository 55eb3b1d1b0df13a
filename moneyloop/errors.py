"""The base of all errors that end a command with a message for the user."""

from __future__ import annotations

from typing import ClassVar

WRONG_INPUT, WRONG_COMMAND, NO_NEO4J = 1, 2, 3
"""Exit codes: the input or the data is wrong; the command line is wrong; Neo4j is unavailable."""

DIFFERENT = 4
"""The exit code of a report that differs from an earlier run, if `--exit-code` asks for it."""


class MoneyloopError(Exception):
    """An error that the user can fix; the message says how. `cli.py` prints it and exits.

    Raise a subclass that names the cause, `from` the exception behind it. Any other exception that
    reaches the command line, except an OSError, is a bug in the program.
    """

    exit_code: ClassVar[int] = WRONG_INPUT
