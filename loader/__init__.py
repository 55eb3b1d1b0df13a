"""Files in, checked records, one transaction of writes."""
