"""What there is to say of loops of each length, gathered while they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


class Summary:
    """Of loops of each length: how many, of how many accounts, and the largest weakest hop."""

    def __init__(self) -> None:
        self._loops: dict[int, int] = {}
        self._largest: dict[int, Any] = {}
        self._accounts: dict[int, pa.Array] = {}

    def watch(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Hands the batches on, and counts what is in them."""
        for batch in batches:
            table = pa.table(batch)
            for hops in pc.unique(table["hops"]).to_pylist():
                self._add(hops, table.filter(pc.equal(table["hops"], hops)))
            yield batch

    def _add(self, hops: int, table: pa.Table) -> None:
        self._loops[hops] = self._loops.get(hops, 0) + table.num_rows
        weakest = [self._largest.get(hops), pc.max(table["weakest"]).as_py()]
        self._largest[hops] = max((one for one in weakest if one is not None), default=None)
        accounts = pc.unique(pc.list_flatten(table["accounts"]))
        if hops in self._accounts:
            accounts = pc.unique(pa.concat_arrays([self._accounts[hops], accounts]))
        self._accounts[hops] = accounts

    def rows(self) -> list[tuple[int, int, int, Any]]:
        """Hops, loops, accounts and the largest weakest hop, by hops."""
        return [
            (hops, loops, len(self._accounts[hops]), self._largest[hops])
            for hops, loops in sorted(self._loops.items())
        ]
