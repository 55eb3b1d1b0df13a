"""Writes docs/findings.md, and the samples in README.md, from the reports; `make docs` runs it.

The texts are templates: findings.md.jinja is the whole document, readme.md.jinja has a block for
each part of the README between `<!-- make docs: NAME -->` and `<!-- end -->`. The numbers are those
of the day in the file `release-day`, from a server of its own with only the knowledge that ships.
"""

from __future__ import annotations

import re

from moneyloop.graph.connection import Graph
from tools.document_reports import shipped_graph
from tools.facts import ROOT, Facts
from tools.fill_lines import filled

FINDINGS, README = ROOT / "docs" / "findings.md", ROOT / "README.md"
NEW_DEALS = re.compile(r"^```csv\n(.*?)```", re.DOTALL | re.MULTILINE)
PART = re.compile(r"(<!-- make docs: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def findings(graph: Graph) -> str:
    """The text of docs/findings.md, for a graph that contains exactly the knowledge that ships.

    Raises NoLongerTrue if the reports contradict a sentence.
    """
    template = Facts(graph).templates().get_template("findings.md.jinja")
    return filled(template.render())


def readme(graph: Graph) -> str:
    """The text of README.md with its parts written anew. Raises NoLongerTrue."""
    template = Facts(graph).templates().get_template("readme.md.jinja")
    [deals] = NEW_DEALS.findall(README.read_text("utf-8"))
    context = template.new_context({"new_deals": deals})

    def written(part: re.Match[str]) -> str:
        text = "".join(template.blocks[part[2]](context))
        return f"{part[1]}{filled(text).strip()}\n{part[3]}"

    return PART.sub(written, README.read_text("utf-8"))


def main() -> None:
    """Starts a temporary server and writes both documents."""
    with shipped_graph() as graph:
        FINDINGS.write_text(findings(graph), "utf-8")
        README.write_text(readme(graph), "utf-8")


if __name__ == "__main__":
    main()
