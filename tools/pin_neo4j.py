"""Writes moneyloop/graph/neo4j.pin: change the versions below, then run `make pin`.

jgo resolves all dependencies here, on a maintainer's machine. Users fetch exactly what is pinned.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from jgo.maven import MavenContext

from moneyloop.graph.jars import PIN_FILE, sha256

SERVER = ("org.neo4j", "neo4j", "2026.09.0")
BROWSER = ("org.neo4j.client", "neo4j-browser", "5.24.0")

# jgo follows some test dependencies of libraries; the server does not need them.
ONLY_FOR_TESTS = {"junit", "org.hamcrest", "org.mockito", "net.bytebuddy", "org.objenesis"}

HEADER = """\
# The jars of the private Neo4j: coordinate (group:artifact:version[:classifier]) and sha256.
# Written by `make pin`; verified at every start of the server.
"""


def main() -> None:
    """Resolves, downloads and hashes every jar, and writes the pin file."""
    with tempfile.TemporaryDirectory() as repository:
        maven = MavenContext(repo_cache=Path(repository), local_repos=[])
        roots = [
            maven.create_dependency(f"{group}:{artifact}:{version}")
            for group, artifact, version in (SERVER, BROWSER)
        ]
        inputs, transitive = maven.resolver.resolve(roots)
        lines = []
        for dependency in [*inputs, *transitive]:
            if dependency.groupId in ONLY_FOR_TESTS or dependency.type != "jar":
                continue
            parts = [dependency.groupId, dependency.artifactId, dependency.version]
            if dependency.classifier:
                parts.append(dependency.classifier)
            lines.append(f"{':'.join(parts)} {sha256(dependency.artifact.resolve())}")
    PIN_FILE.write_text(HEADER + "\n".join(sorted(set(lines))) + "\n", "utf-8")


if __name__ == "__main__":
    main()
