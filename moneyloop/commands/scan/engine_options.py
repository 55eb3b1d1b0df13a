"""The options of a scan that choose what computes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import click

from moneyloop.commands.scan import parse
from moneyloop.commands.scan.option_fields import given, option
from moneyloop.scan.engines.open import EngineSettings


@dataclass(frozen=True)
class EngineOptions:
    """What computes the loops."""

    memory: Annotated[
        str | None,
        option(
            "--memory",
            "Limit the memory, such as 4GB (with Spark, the driver's). [default: 80 % of the "
            "machine's memory; with Spark, its own default]",
            metavar="SIZE",
        ),
    ] = None
    engine: Annotated[
        Literal["duckdb", "spark"],
        option(
            "--engine",
            "Compute with DuckDB here, or with Spark (pip install 'moneyloop[spark]').",
            type=click.Choice(["duckdb", "spark"], case_sensitive=False),
            show_default=True,
        ),
    ] = "duckdb"
    master: Annotated[
        str | None,
        option(
            "--master",
            "Use this Spark master, such as spark://HOST:7077. [default: local[*]]",
            metavar="URL",
        ),
    ] = None
    remote: Annotated[
        str | None,
        option("--remote", "Use a Spark Connect server, such as sc://HOST:15002.", metavar="URL"),
    ] = None
    shared: Annotated[
        str | None,
        option(
            "--shared",
            "Store intermediate results in this folder that all Spark workers can access.",
            metavar="DIR",
            type=click.Path(exists=True, file_okay=False, writable=True),
        ),
    ] = None

    def settings(self) -> EngineSettings:
        """How to start the engine. Raises ValueError with a message for the user."""
        for_spark = given(self, "engine", "memory")
        if for_spark and self.engine != "spark":
            need = "needs" if len(for_spark) == 1 else "need"
            raise ValueError(f"{' and '.join(for_spark)} {need} --engine spark")
        for value, name, reason in (
            (self.master, "--master", "both choose which Spark to use"),
            (self.memory, "--memory", "the memory of a server is set where it is started"),
        ):
            if self.remote and value:
                raise ValueError(f"--remote and {name} cannot be combined: {reason}")
        memory = parse.memory_size(self.memory) if self.memory else None
        return EngineSettings(self.engine, memory, self.master, self.remote, self.shared)
