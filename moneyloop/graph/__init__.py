"""Talks to Neo4j: the connection, the private server, and errors told in plain words."""

import logging

# What goes wrong is told once, by us; without a handler Python prints the driver's warnings too.
logging.getLogger("neo4j").addHandler(logging.NullHandler())
