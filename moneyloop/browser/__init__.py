"""What Neo4j Browser shows of moneyloop: a style, a guide, and the reports as saved scripts."""
