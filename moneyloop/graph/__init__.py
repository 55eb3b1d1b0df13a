"""Neo4j: connections and transactions, and the private server with its jars and its Java."""

import logging

# Errors reach the user once, as messages of ours. Without a handler Python would print the driver's
# own warnings as well.
logging.getLogger("neo4j").addHandler(logging.NullHandler())
