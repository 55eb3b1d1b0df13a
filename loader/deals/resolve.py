"""Resolves the names in lines to ids: which firms pay and are paid, and which source states it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loader.deals.firms import FirmResolver, MixedScripts, SimilarName
from loader.deals.lines import DealLine, Key
from loader.deals.sources import Sources
from loader.problems import Findings
from loader.records import Firm
from moneyloop.values.shown import shown


@dataclass(frozen=True, slots=True)
class ResolvedLine:
    """A line, the ids of its firms and its source, and the key of its deal."""

    line: DealLine
    payer: str
    payee: str
    source: str
    key: Key


def resolve(
    lines: Sequence[DealLine], firms: FirmResolver, sources: Sources, findings: Findings
) -> list[ResolvedLine]:
    """The lines without a problem, resolved; problems are added to the findings."""
    unreadable = {(problem.file, problem.line) for problem in findings.problems}
    resolved = []
    for line in lines:
        before = len(findings.problems)
        payer = _firm(line, "payer", firms, findings)
        payee = _firm(line, "payee", firms, findings)
        source = _source(line, sources, findings)
        if payer and payer == payee:
            message = f"payer and payee are the same firm, {payer!r}"
            findings.problem(line.place, "payee", message)
        is_good = len(findings.problems) == before
        if is_good and (line.place.file, line.place.line) not in unreadable:
            key = line.key(payer, payee)
            resolved.append(ResolvedLine(line, payer, payee, source, key))
    return resolved


def _firm(line: DealLine, column: str, firms: FirmResolver, findings: Findings) -> str:
    """The id of a firm; empty if there is none."""
    spelling: str = getattr(line, column)
    try:
        firm_id = firms.resolve(spelling) if spelling else ""
    except SimilarName as close:
        findings.problem(
            line.place,
            column,
            f"there is no firm {shown(spelling)}; did you mean {' or '.join(close.near)}? If it "
            f"is a different firm, add --new-firm {shown(spelling)}",
        )
        return ""
    except MixedScripts as mixed:
        findings.problem(
            line.place,
            column,
            f"in {shown(spelling)}, {mixed}; write it in one script, or add --new-firm "
            f"{shown(spelling)} if it is a new firm",
        )
        return ""
    if known := firms.assumed.pop(spelling, None):
        findings.warn(
            line.place,
            column,
            f"{shown(spelling)} is taken for {shown(known)}: it only adds a legal form of that "
            f"firm's country; if it is a different firm, add --new-firm {shown(spelling)}",
        )
    return firm_id


def _source(line: DealLine, sources: Sources, findings: Findings) -> str:
    """The id of the source; empty if there is none."""
    try:
        return sources.resolve(line) if line.source else ""
    except KeyError as error:
        findings.problem(line.place, "source", str(error.args[0]))
        return ""


def new_firms(lines: Sequence[ResolvedLine], firms: FirmResolver) -> list[Firm]:
    """The firms that the lines need and the graph does not hold, in the order of their ids."""
    first: dict[str, ResolvedLine] = {}
    for line in lines:
        for firm_id in (line.payer, line.payee):
            if firm_id in firms.new:
                first.setdefault(firm_id, line)
    return [
        Firm(id_, firms.new[id_], firms.kind, None, None, (), (), None, line.line.place)
        for id_, line in sorted(first.items())
    ]
