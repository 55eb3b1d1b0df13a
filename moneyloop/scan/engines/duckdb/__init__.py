"""DuckDB: engine.py is the engine, read_csv.py reads CSV, errors.py translates DuckDB's errors."""
