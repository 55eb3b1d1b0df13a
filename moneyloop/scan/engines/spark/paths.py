"""Paths of files in the form that Spark expects, and the paths that Spark reports."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any


def to_write(path: Path) -> str:
    """The URL of a local file, whatever the cluster's default file system is; Spark does not
    decode it."""
    return f"file://{path.absolute()}"


def to_read(path: str | Path) -> str:
    """The same, with the characters escaped that Spark would take for a pattern."""
    return re.sub(r"([\\*?\[\]{}])", r"\\\1", to_write(Path(path)))


def path_of(frame: Any) -> Any:
    """A column with the path of the file that each row was read from."""
    from pyspark.sql import functions as fn

    # Spark does not encode a plus, but url_decode would turn it into a space.
    encoded = fn.replace(fn.col("_metadata.file_path"), fn.lit("+"), fn.lit("%2B"))
    return fn.regexp_replace(fn.url_decode(encoded), "^file:(//)?", "")
