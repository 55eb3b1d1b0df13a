"""The paths of files, as Spark is told them and as it tells them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any


def to_write(path: Path) -> str:
    """A file of this machine, whatever the cluster's own file system is; Spark decodes nothing."""
    return f"file://{path.absolute()}"


def to_read(path: str | Path) -> str:
    """The same where a pattern would do as well."""
    return re.sub(r"([\\*?\[\]{}])", r"\\\1", to_write(Path(path)))


def path_of(frame: Any) -> Any:
    """The column with the path of the file that a row of read files stands in."""
    from pyspark.sql import functions as fn

    # A plus stands for itself in a path, but for a space where it is decoded.
    encoded = fn.replace(fn.col("_metadata.file_path"), fn.lit("+"), fn.lit("%2B"))
    return fn.regexp_replace(fn.url_decode(encoded), "^file:(//)?", "")
