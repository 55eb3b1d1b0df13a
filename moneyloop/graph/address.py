"""The address of a Neo4j server, and the one that the environment names."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from moneyloop.graph.credentials import USER
from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home
from moneyloop.platforms import open_to_others

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
WEB_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Address:
    """Where Neo4j is and how to log in."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str
    private: bool
    """Whether it is the private server of this machine."""
    home: Home | None = None
    """The home of the private server."""


def names_a_server() -> bool:
    """Whether the environment names a server, so that the private one is not used."""
    return bool(os.environ.get("NEO4J_URI"))


def named_address(ask_password: Callable[[str], str] | None) -> Address:
    """The server that the environment names.

    `ask_password` is called with a question if no password is set; it is None if no one can answer.
    Raises Neo4jUnavailable if a variable is wrong or missing.
    """
    uri = os.environ["NEO4J_URI"]
    if "@" in uri:
        # The message must not show it: the part before the sign may be a password.
        raise Neo4jUnavailable(
            "NEO4J_URI contains a user name or a password. Remove it, and set "
            "NEO4J_USERNAME and NEO4J_PASSWORD (or NEO4J_PASSWORD_FILE)."
        )
    if problem := problem_with(uri):
        raise Neo4jUnavailable(problem)
    database = os.environ.get("NEO4J_DATABASE") or "neo4j"
    if database.lower() == "system":
        raise Neo4jUnavailable(
            "NEO4J_DATABASE is system, which Neo4j reserves for users and settings. "
            "Set it to a database for data, such as neo4j."
        )
    user = os.environ.get("NEO4J_USERNAME") or USER
    file = os.environ.get("NEO4J_PASSWORD_FILE")
    password = os.environ.get("NEO4J_PASSWORD")
    if password is None and file:
        _warn_if_open(Path(file).expanduser())
        try:
            password = Path(file).expanduser().read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Neo4jUnavailable(
                f"NEO4J_PASSWORD_FILE is {file}, which cannot be read: {error}"
            ) from error
    if password is None and ask_password:
        password = ask_password(f"Password of {user} at {uri}")
    if password is None:
        raise Neo4jUnavailable(
            f"NEO4J_URI is {uri}, but no password is set. "
            "Set NEO4J_PASSWORD, or NEO4J_PASSWORD_FILE to a file that contains it."
        )
    return Address(uri, user, password, database, private=False)


def _warn_if_open(file: Path) -> None:
    """Points out a file with a password that other users can read."""
    with suppress(OSError):
        found = file.stat()
        if open_to_others(found, stat.S_IRGRP | stat.S_IROTH):
            logging.getLogger(__name__).warning(
                "warning: other users can read the password in %s (mode %o); close it with "
                "`chmod 600`",
                file,
                stat.S_IMODE(found.st_mode),
            )


def problem_with(uri: str) -> str | None:
    """Why this cannot be the address of a Neo4j server, and how to write one; None if it can be."""
    try:
        parts = urlsplit(uri)
        host, scheme = parts.hostname, parts.scheme
        port = parts.port
    except ValueError as error:
        return f"NEO4J_URI {uri!r} is not an address: {error}. Write it like neo4j://host:7687."
    if scheme in WEB_SCHEMES:
        secure = "neo4j+s" if scheme == "https" else "neo4j"
        return (
            f"NEO4J_URI {uri!r} is a web address; drivers connect to the server's Bolt port "
            f"instead. Write {secure}://{host}:7687, with its Bolt port."
        )
    if scheme not in SCHEMES or not host:
        return (
            f"NEO4J_URI {uri!r} is not the address of a Neo4j server. Write it like "
            "neo4j://host:7687, or neo4j+s://host:7687 with encryption; it can begin with "
            f"{', '.join(SCHEMES)}."
        )
    if port == 0 or parts.path.strip("/"):
        return (
            f"NEO4J_URI {uri!r} is not the address of a Neo4j server: nothing may follow the port. "
            "Name the database in NEO4J_DATABASE."
        )
    return None
