"""Entities of FollowTheMoney, for Aleph and other tools for investigations; one JSON per line.

Firms are companies or organizations. A loan is a Debt, a closed investment an Ownership, and
anything else a Payment. What sources state is kept as Documents, as the proof of each deal.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from moneyloop.publish.graph_files.model import Deal, Firm, FirmsAndDeals, Statement

COMPANIES = ("company", "vehicle")
"""The kinds of firm that are a Company; funds, governments and consortia are Organizations."""

DATE = re.compile(r"\d{4}(-\d\d){0,2}")
"""The dates that FollowTheMoney keeps. Quarters and halves are written into the summary."""

ROLES = {
    "Debt": ("creditor", "debtor"),
    "Ownership": ("owner", "asset"),
    "Payment": ("payer", "beneficiary"),
}
"""The properties for the payer and the payee of a deal."""

Properties = dict[str, list[str]]


def follow_the_money(graph: FirmsAndDeals) -> str:
    """The graph as entities: firms, documents, then deals."""
    companies = {firm.id for firm in graph.firms if firm.kind in COMPANIES}
    statements = [statement for deal in graph.deals for statement in deal.statements]
    by_source = {statement.source: statement for statement in statements}
    entities = [*map(_firm, graph.firms)]
    entities += [_document(by_source[source]) for source in sorted(by_source)]
    entities += [_deal(deal, companies) for deal in graph.deals]
    return "".join(json.dumps(entity, ensure_ascii=False) + "\n" for entity in entities)


def _entity(kind: str, id_: str, schema: str, properties: Properties) -> dict[str, object]:
    # Ids of firms, sources and deals may be equal, and FollowTheMoney allows few characters.
    digest = _id(kind, id_)
    known = {name: values for name, values in properties.items() if values}
    return {"id": digest, "schema": schema, "properties": known}


def _id(kind: str, id_: str) -> str:
    return hashlib.sha1(f"moneyloop:{kind}:{id_}".encode(), usedforsecurity=False).hexdigest()


def _firm(firm: Firm) -> dict[str, object]:
    schema = "Company" if firm.kind in COMPANIES else "Organization"
    country = [firm.country.lower()] if firm.country else []
    properties = {"name": [firm.name], "alias": list(firm.aliases), "country": country}
    return _entity("firm", firm.id, schema, properties)


def _document(statement: Statement) -> dict[str, object]:
    properties = {
        "title": [statement.title or statement.publisher or statement.source],
        "publisher": _one(statement.publisher),
        "sourceUrl": _one(statement.url),
        "date": list(_dates(statement.published)),
    }
    return _entity("source", statement.source, "Document", properties)


def _deal(deal: Deal, companies: set[str]) -> dict[str, object]:
    schema = _schema(deal, companies)
    payer, payee = ROLES[schema]
    properties = {
        payer: [_id("firm", deal.payer)],
        payee: [_id("firm", deal.payee)],
        "recordId": [deal.id],
        "date": list(_dates(deal.announced)),
        "startDate": list(_dates(deal.starts)),
        "endDate": list(_dates(deal.ends)),
        "summary": list(_summary(deal)),
        "description": _one(deal.note),
        "sourceUrl": list(dict.fromkeys(one.url for one in deal.statements if one.url)),
        "proof": [_id("source", one) for one in dict.fromkeys(s.source for s in deal.statements)],
    }
    if deal.usd is not None and schema == "Ownership":
        properties |= {"sharesValue": [str(deal.usd)], "sharesCurrency": ["USD"]}
    elif deal.usd is not None:
        properties |= {"amount": [str(deal.usd)], "currency": ["USD"], "amountUsd": [str(deal.usd)]}
    if schema == "Payment":
        properties["purpose"] = _one(deal.instrument or deal.type)
    return _entity("deal", deal.id, schema, properties)


def _schema(deal: Deal, companies: set[str]) -> str:
    """Only a Company can be owned: an Organization is no asset."""
    if deal.type == "LENDS_TO":
        return "Debt"
    owned = deal.type == "INVESTS_IN" and deal.status == "closed" and deal.payee in companies
    return "Ownership" if owned else "Payment"


def _summary(deal: Deal) -> Iterator[str]:
    """What no property of FollowTheMoney holds, in words."""
    yield f"{deal.type}, {deal.status}" + (f": {deal.instrument}" if deal.instrument else "")
    for name in ("announced", "starts", "ends"):
        period = getattr(deal, name)
        if period and not DATE.fullmatch(period):
            yield f"{name} {period}"
    if deal.until:
        yield f"no longer in force from {deal.until.isoformat()}"
    for statement in deal.statements:
        if statement.as_stated:
            who = statement.publisher or statement.source
            yield f"{who} states {statement.as_stated}"


def _dates(period: str | None) -> Iterator[str]:
    if period and DATE.fullmatch(period):
        yield period


def _one(text: str | None) -> list[str]:
    return [text] if text else []
