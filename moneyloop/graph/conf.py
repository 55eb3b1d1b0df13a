"""The configuration of the private server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from moneyloop.graph.ports import HOST

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
# Queries cannot read local files or fetch web addresses.
dbms.security.allow_csv_import_from_file_urls=false
internal.dbms.cypher_ip_blocklist=0.0.0.0/0,::/0
"""


def write_conf(folder: Path, bolt: int, http: int, more: Mapping[str, str]) -> None:
    """Writes neo4j.conf with these ports and `more` settings into the folder, made if missing."""
    folder.mkdir(parents=True, exist_ok=True)
    text = CONF.format(host=HOST, bolt=bolt, http=http)
    text += "".join(f"{name}={value}\n" for name, value in more.items())
    (folder / "neo4j.conf").write_text(text, "utf-8")
