"""The configuration of the private server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from moneyloop.graph.ports import DEFAULT_BOLT_PORT, DEFAULT_HTTP_PORT, HOST

CONF = """\
# Rewritten at each start of the private server; changes made here are lost.
server.default_listen_address={host}
server.bolt.listen_address={host}:{bolt}
server.bolt.advertised_address={host}:{bolt}
server.http.listen_address={host}:{http}
server.http.advertised_address={host}:{http}
server.https.enabled=false
server.http.x_forward.enabled=false
server.memory.pagecache.size=256m
db.query.default_language=CYPHER_25
db.tx_log.preallocate=false
db.tx_log.rotation.size=32m
db.tx_log.rotation.retention_policy=100M size
# Send nothing to anyone outside this machine, and do not look for servers on the local network.
dbms.usage_report.enabled=false
dbms.fleet_manager.enabled=false
server.fleet_discovery.enabled=false
# Without this, Bolt waits ten seconds for idle connections when the server stops.
internal.dbms.bolt.netty_server_shutdown_quiet_period_duration=0s
# The password is random, so guesses do not matter. With a limit, other users and web pages (the
# same-origin policy does not cover WebSockets) could lock the owner out with wrong passwords.
dbms.security.auth_max_failed_attempts=0
# Other web pages get no answers over HTTP. Browser itself needs this only at localhost, from where
# it fetches the guide at {host}; at {host} it has the same origin.
dbms.security.http_access_control_allow_origin=http://localhost:{http}
# Queries cannot read local files or fetch web addresses.
dbms.security.allow_csv_import_from_file_urls=false
internal.dbms.cypher_ip_blocklist=0.0.0.0/0,::/0
"""

FILE = "neo4j.conf"
LISTENS = re.compile(r"^server\.(bolt|http)\.listen_address=.*:(\d{1,5})$", re.MULTILINE)


def last_ports(folder: Path) -> tuple[int, int]:
    """The Bolt and HTTP ports of the last start, so that bookmarks and all that a web browser keeps
    for an address survive; Neo4j's defaults before the first start."""
    try:
        found = dict(LISTENS.findall((folder / FILE).read_text("utf-8")))
    except (OSError, UnicodeDecodeError):
        found = {}
    return int(found.get("bolt", DEFAULT_BOLT_PORT)), int(found.get("http", DEFAULT_HTTP_PORT))


def write_conf(folder: Path, bolt: int, http: int, more: Mapping[str, str]) -> None:
    """Writes neo4j.conf with these ports and `more` settings into the folder, made if missing."""
    folder.mkdir(parents=True, exist_ok=True)
    text = CONF.format(host=HOST, bolt=bolt, http=http)
    text += "".join(f"{name}={value}\n" for name, value in more.items())
    (folder / FILE).write_text(text, "utf-8")
