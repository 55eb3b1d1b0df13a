"""The base of every error that ends a command with a message for the user."""

from __future__ import annotations

from typing import ClassVar

WRONG_INPUT, WRONG_COMMAND, NO_NEO4J = 1, 2, 3
"""Exit codes: the input or the data is wrong, the command line is, or Neo4j does not answer."""


class MoneyloopError(Exception):
    """Something went wrong that the user can put right: the message says what to do.

    Raise a subclass that names the cause. Whatever is raised that is not one of them, and no error
    of the operating system, is a fault of the program.
    """

    exit_code: ClassVar[int] = WRONG_INPUT
