"""The value types that files, options and reports share.

Reading: `amounts`, `dates`, `names` (which spellings mean the same), `columns` and `edges` (what
files call things). Writing: `money` ($6.3B), `shown` (text in messages), `spreadsheets` (cells).
"""
