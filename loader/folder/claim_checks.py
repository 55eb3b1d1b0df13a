"""Checks the claims of a knowledge folder: each needs what its kind is decided by."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from loader.folder.ids import CheckId, id_check, unique
from loader.problems import Problem, at
from loader.records import Claim, Knowledge
from moneyloop.graph.queries import names_in
from moneyloop.values import names
from moneyloop.values.shown import shown


def check_claims(
    knowledge: Knowledge, check_deal: CheckId, unread: Collection[tuple[str, int]]
) -> Iterable[Problem]:
    """Problems with the claims; `check_deal` takes the ids of deals that they name.

    `unread` are files and lines with an unreadable cell, which is empty in the record.
    """
    yield from unique(knowledge.claims, "claim")
    check_source = id_check((source.id for source in knowledge.sources), "source", "sources.csv")
    check_figure = id_check((figure.id for figure in knowledge.figures), "figure", "figures.csv")
    stated = {
        (statement.source, statement.locator, statement.of) for statement in knowledge.statements
    }
    for claim in knowledge.claims:
        yield from check_source(claim.source, claim.place, "source")
        for deal in claim.deals:
            yield from check_deal(deal, claim.place, "deals")
        for figure in claim.figures:
            yield from check_figure(figure, claim.place, "figures")
        if (claim.place.file, claim.place.line) not in unread:
            yield from _check_kind(claim)
        about = (*claim.deals, *claim.figures)
        is_stated = any((claim.source, claim.locator, one) in stated for one in about)
        if claim.kind == "amount" and about and not is_stated:
            yield at(
                claim.place,
                "locator",
                f"{claim.source!r} states nothing there about {' or '.join(about)}; add the amount "
                "to statements.csv, with this source and locator",
            )


def _check_kind(claim: Claim) -> Iterable[Problem]:
    if claim.check:
        known = names_in("claims")
        if claim.kind not in ("fact", "structure"):
            yield at(claim.place, "check", f"a claim of kind {claim.kind} has no check")
        elif claim.check not in known:
            near = names.near(claim.check, known)
            hint = (
                f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(known)}"
            )
            yield at(claim.place, "check", f"there is no check {shown(claim.check)}; {hint}")
        return
    if claim.kind == "structure":
        yield at(claim.place, "check", "is empty; a claim about structure needs one")
    if claim.kind == "date" and not claim.deals:
        yield at(claim.place, "deals", "is empty; a claim about a day needs the deal of that day")
    if claim.kind in ("amount", "fact") and not (claim.deals or claim.figures):
        yield at(
            claim.place,
            "deals",
            f"is empty, and so is figures; a claim of kind {claim.kind} needs one of them",
        )
    if (claim.kind == "date") != (claim.date is not None):
        problem = (
            "is empty; a claim about a day needs it"
            if claim.kind == "date"
            else (f"is given, but the claim is of kind {claim.kind}")
        )
        yield at(claim.place, "date", problem)
