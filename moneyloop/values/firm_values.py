"""Values that are given for firms: shares of what they have, and amounts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FirmShare:
    """A share for a firm, as a fraction: OpenAI=50%."""

    firm: str
    share: float

    def __str__(self) -> str:
        """As people type it."""
        return f"{self.firm}={self.share * 100:.12g}%"


@dataclass(frozen=True, slots=True)
class FirmAmount:
    """An amount in whole US dollars for a firm, and who states it, from a line of a file."""

    firm: str
    usd: int
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class FirmAmounts:
    """The amounts in a file, each for another firm."""

    file: str
    amounts: tuple[FirmAmount, ...]

    def __str__(self) -> str:
        """As people type it."""
        return self.file
