"""Reads sheets as people write them: their header, and the words, amounts and dates in their cells.

`columns` interprets a header, `rows` a row. The result has our own columns and words; `words`,
`amounts` and `dates` rewrite one cell each, and only if it has a single meaning. Whatever was read
in a way that a person should check becomes a note.
"""
