"""GraphML and GEXF, for Gephi, yEd, Cytoscape and networkx, which writes them here."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from moneyloop.publish.graph_files.model import Deal, FirmsAndDeals

if TYPE_CHECKING:
    import networkx as nx

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

BILLION = 1_000_000_000


def graphml(graph: FirmsAndDeals) -> str:
    """The graph as GraphML: an edge for each deal, with its values as attributes."""
    import networkx as nx

    text = io.BytesIO()
    # Not the writer on lxml, which is used where that is installed: it writes other bytes.
    nx.write_graphml_xml(_network(graph), text, edge_id_from_attribute="deal")
    return _document(text)


def gexf(graph: FirmsAndDeals) -> str:
    """The graph as GEXF 1.2, in which an edge exists from `start` to `end`, both included.

    Its weight is the amount in billions of US dollars, and missing if no amount is known.
    """
    import networkx as nx

    network = _network(graph)
    network.graph["mode"] = "dynamic"
    network.graph["timeformat"] = "date"
    for deal in graph.deals:
        edge = network.edges[deal.payer, deal.payee, deal.id]
        edge |= {"id": deal.id} | _time(deal)
        if deal.usd is not None:
            edge["weight"] = deal.usd / BILLION
    text = io.BytesIO()
    nx.write_gexf(network, text, version="1.2draft")
    # networkx gives the graph a name, which the schema of GEXF does not allow.
    return re.sub(r'(<graph [^>]*?) name=""', r"\1", _document(text))


def _document(written: io.BytesIO) -> str:
    text = written.getvalue().decode("utf-8")
    # The day on which a file is written makes two files with the same content differ.
    return re.sub(r' lastmodifieddate="[^"]*"', "", text).rstrip("\n") + "\n"


def _network(graph: FirmsAndDeals) -> nx.MultiDiGraph[str]:
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for firm in graph.firms:
        # `label` is what Gephi shows.
        network.add_node(
            firm.id, **_attributes(label=firm.name, kind=firm.kind, country=firm.country)
        )
    for deal in graph.deals:
        attributes = _attributes(
            deal=deal.id,
            # `type` is reserved in GEXF: directed or not.
            deal_type=deal.type,
            usd=deal.usd,
            status=deal.status,
            announced=deal.announced,
            term_starts=deal.starts,
            term_ends=deal.ends,
            instrument=deal.instrument,
            note=deal.note,
            as_stated="; ".join(one.as_stated for one in deal.statements if one.as_stated),
            sources=" ".join(dict.fromkeys(one.url for one in deal.statements if one.url)),
        )
        network.add_edge(deal.payer, deal.payee, deal.id, **attributes)
    return network


def _attributes(**values: str | int | None) -> dict[str, Any]:
    """The values that are known, as XML may hold them."""
    return {
        name: NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", value)
        if isinstance(value, str)
        else value
        for name, value in values.items()
        if value is not None and value != ""
    }


def _time(deal: Deal) -> dict[str, str]:
    """When the deal is in force. `end` is its last day, and missing while it has none."""
    time = {}
    if deal.since:
        time["start"] = deal.since.isoformat()
    if deal.until:
        last = deal.until - timedelta(days=1)
        time["end"] = max(last, deal.since or last).isoformat()
    return time
