"""The paths of files, as Spark is told them and as it tells them."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def uri(path: str) -> str:
    """A file of this machine, whatever the cluster's own file system is."""
    return Path(path).absolute().as_uri()


def path_of(frame: Any) -> Any:
    """The column with the path of the file that a row of read files stands in."""
    from pyspark.sql import functions as F

    # A plus stands for itself in a path, but for a space where it is decoded.
    encoded = F.replace(F.col("_metadata.file_path"), F.lit("+"), F.lit("%2B"))
    return F.regexp_replace(F.url_decode(encoded), "^file:(//)?", "")
