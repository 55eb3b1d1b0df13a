"""Talks to Neo4j: the connection, the private server, and errors told in plain words."""
