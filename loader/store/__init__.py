"""What the graph holds, and the transaction that changes it."""
