"""Spark: session.py starts it (java.py checks the Java), engine.py is the engine.

read_csv.py reads CSV, paths.py converts paths, errors.py translates Spark's errors.
"""
