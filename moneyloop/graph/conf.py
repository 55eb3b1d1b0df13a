"""The configuration of the private server."""

from __future__ import annotations

from pathlib import Path

HOST = "127.0.0.1"

CONF = """\
# Made anew at each start of the private server; changes here are lost.
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
# No word to anyone outside this machine, and no search for other servers on the local network.
dbms.usage_report.enabled=false
dbms.fleet_manager.enabled=false
server.fleet_discovery.enabled=false
# Else Bolt waits twice five seconds for nobody when the server is stopped.
internal.dbms.bolt.netty_server_shutdown_quiet_period_duration=0s
# A query, even a read-only one, reads no local file and fetches no address.
dbms.security.allow_csv_import_from_file_urls=false
internal.dbms.cypher_ip_blocklist=0.0.0.0/0,::/0
"""

ASIDE = """\
# A database is made aside, and put in its place when it is whole.
server.directories.data={data}
server.directories.logs={logs}
"""


def write_conf(folder: Path, bolt: int, http: int, aside: Path | None = None) -> None:
    """Writes neo4j.conf into the folder; with `aside` data and logs stand there, and not at home.

    The folder is made where there is none.
    """
    from moneyloop.browser.settings import settings

    folder.mkdir(parents=True, exist_ok=True)
    text = CONF.format(host=HOST, bolt=bolt, http=http)
    text += "# What Neo4j Browser loads and runs on connecting; it asks nobody else for anything.\n"
    text += "".join(f"{name}={value}\n" for name, value in settings(HOST, bolt, http).items())
    if aside:
        text += ASIDE.format(data=aside / "data", logs=aside / "logs")
    (folder / "neo4j.conf").write_text(text, "utf-8")
