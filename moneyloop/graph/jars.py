"""Fetches the jars of Neo4j that `neo4j.pin` names, and verifies each one.

The pin file belongs to this project and lists the Maven coordinate and the sha256 of each jar.
Nothing is resolved at run time, so a user's machine runs exactly what the tests ran.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from moneyloop.graph.errors import Neo4jUnavailable
from moneyloop.graph.home import Home
from moneyloop.graph.progress import Progress

PIN_FILE = Path(__file__).with_name("neo4j.pin")

# Small files from one host: a few at a time hide the latency and are still polite.
DOWNLOADS_AT_ONCE = 6
SECONDS_WITHOUT_ANSWER = 60


@dataclass(frozen=True, slots=True)
class Pin:
    """One jar: its Maven coordinate (`classifier` may be empty) and its sha256 in hex."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    @property
    def path(self) -> Path:
        """The path of the jar in a Maven repository."""
        tail = f"-{self.classifier}" if self.classifier else ""
        name = f"{self.artifact}-{self.version}{tail}.jar"
        return Path(*self.group.split("."), self.artifact, self.version, name)


def pins(file: Path = PIN_FILE) -> tuple[Pin, ...]:
    """The jars in the pin file, in its order."""
    found = []
    for line in file.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            coordinate, sha256 = line.split()
            group, artifact, version, *classifier = coordinate.split(":")
            found.append(Pin(group, artifact, version, "".join(classifier), sha256))
    return tuple(found)


def server_version() -> str:
    """The pinned version of Neo4j."""
    return next(pin.version for pin in pins() if pin.artifact == "neo4j")


def class_path(home: Home, progress: Progress) -> tuple[Path, ...]:
    """The paths of all pinned jars, verified now; fetches those that are missing or damaged.

    Raises Neo4jUnavailable if a jar cannot be fetched or its hash is wrong.
    """
    return jars(home, pins(), progress)


def jars(home: Home, some: Sequence[Pin], progress: Progress) -> tuple[Path, ...]:
    """The paths of some pinned jars; does what `class_path` does for all."""
    with ThreadPoolExecutor() as pool:
        good = list(pool.map(lambda pin: sha256(home.maven / pin.path) == pin.sha256, some))
    missing = [pin for pin, is_good in zip(some, good, strict=True) if not is_good]
    if missing:
        _fetch(missing, home.maven, progress)
    return tuple(home.maven / pin.path for pin in some)


def sha256(file: Path) -> str | None:
    """The sha256 of the file in hex, or None if there is no such file."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _fetch(missing: list[Pin], repository: Path, progress: Progress) -> None:
    """Downloads into a staging folder and moves each jar to its place once its hash is right.

    So a run that is killed never leaves half a jar under a jar's name.
    """
    repository.mkdir(parents=True, exist_ok=True)
    for left_over in repository.glob(".fetching-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".fetching-", dir=repository) as staging:
        pool = ThreadPoolExecutor(DOWNLOADS_AT_ONCE)
        try:
            jobs = [pool.submit(_fetch_one, pin, Path(staging), repository) for pin in missing]
            for done, job in enumerate(as_completed(jobs), start=1):
                job.result()
                progress("fetching Neo4j", done, len(jobs))
        finally:
            pool.shutdown(cancel_futures=True)


def _fetch_one(pin: Pin, staging: Path, repository: Path) -> None:
    # Imported here, because only a first start needs them.
    import requests
    from jgo.maven import MavenContext

    mirror = os.environ.get("MONEYLOOP_MAVEN")
    if mirror and urlsplit(mirror).scheme not in ("http", "https"):
        raise Neo4jUnavailable(
            "MONEYLOOP_MAVEN is not a web address: it should begin with https:// or http://."
        )
    maven = MavenContext(
        repo_cache=staging,
        local_repos=[],
        remote_repos={"mirror": mirror.rstrip("/")} if mirror else None,
        timeout=SECONDS_WITHOUT_ANSWER,
    )
    where = "the mirror in MONEYLOOP_MAVEN" if mirror else "Maven Central"
    component = maven.project(pin.group, pin.artifact).at_version(pin.version)
    try:
        with _quiet_jgo():
            fetched = component.artifact(classifier=pin.classifier).resolve()
            if sha256(fetched) != pin.sha256:
                # A proxy may have cut it off; a file that is wrong twice is an error.
                fetched.unlink()
                fetched = component.artifact(classifier=pin.classifier).resolve()
    except requests.RequestException as error:
        raise Neo4jUnavailable(
            f"{where} cannot be reached, so Neo4j cannot be fetched ({pin.path.name}: "
            f"{type(error).__name__}). Check the network and the proxy (HTTPS_PROXY), or name a "
            "mirror in MONEYLOOP_MAVEN; or point NEO4J_URI at a Neo4j of your own."
        ) from error
    except RuntimeError as error:
        status = _status(maven.remote_repos, pin)
        if status not in (None, HTTPStatus.OK, HTTPStatus.NOT_FOUND):
            raise Neo4jUnavailable(
                f"{where} cannot deliver {pin.path.name} at the moment (HTTP status {status}). "
                "Try again later, or name another mirror in MONEYLOOP_MAVEN."
            ) from error
        raise Neo4jUnavailable(
            f"{where} does not have {pin.path.name}, which Neo4j {server_version()} needs. "
            "Name a mirror that has it in MONEYLOOP_MAVEN."
        ) from error
    if sha256(fetched) != pin.sha256:
        raise Neo4jUnavailable(
            f"{pin.path.name} from {where} is not the file that this release was tested with "
            "(its sha256 differs), so it was discarded. Try again; if that does not help, the "
            "network or the mirror alters files."
        )
    target = repository / pin.path
    target.parent.mkdir(parents=True, exist_ok=True)
    fetched.replace(target)


def _status(repositories: Mapping[str, str], pin: Pin) -> int | None:
    """The HTTP status with which the last repository answers for a jar; None without an answer."""
    import requests

    status = None
    for url in repositories.values():
        address = f"{url.rstrip('/')}/{pin.path.as_posix()}"
        try:
            with requests.get(address, stream=True, timeout=SECONDS_WITHOUT_ANSWER) as answer:
                status = answer.status_code
        except requests.RequestException:
            status = None
    return status


@contextmanager
def _quiet_jgo() -> Iterator[None]:
    """Silences jgo's warning about a wrong hash: our own check reports it."""
    logger = logging.getLogger("jgo")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
