"""Files in, checked records, one transaction of writes; and all of the graph out as files."""
