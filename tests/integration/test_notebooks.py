"""The notebook runs, and the statements about py2neo in docs/notebooks.md are true."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from moneyloop.graph.connection import Graph
from moneyloop.graph.home import Home

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "first-hour.ipynb"
RECIPE = re.search(
    r"```python\n(import json.*?py2neo.*?)```",
    (ROOT / "docs" / "notebooks.md").read_text("utf-8"),
    re.DOTALL,
)


def test_the_notebook_is_stored_without_output() -> None:
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) > 5
    assert not [cell for cell in code if cell["outputs"] or cell["execution_count"]]


def test_the_notebook_runs(shipped: Graph, test_home: Home, tmp_path: Path) -> None:
    done = tmp_path / "done.ipynb"
    ran = subprocess.run(
        [sys.executable, "-m", "jupyter", "execute", str(NOTEBOOK), f"--output={done}"],
        env=os.environ | {"MONEYLOOP_HOME": str(test_home.root), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    outputs = [
        output
        for cell in json.loads(done.read_text("utf-8"))["cells"]
        for output in cell.get("outputs", [])
    ]
    pictures = [one for one in outputs if "image/png" in one.get("data", {})]
    assert len(pictures) == 2
    assert not [one for one in outputs if one["output_type"] == "error"]
    assert not [one for one in outputs if one.get("name") == "stderr"], outputs
    text = json.dumps(outputs)
    for shown in ("43 round trips, 26 of them through OpenAI", "openai-oracle-compute", "https://"):
        assert shown in text


def test_the_recipe_for_py2neo_works(
    shipped: Graph, test_home: Home, moneyloop: Callable[..., Any]
) -> None:
    """The recipe from the document, in a Python process of its own, as a user runs it."""
    assert RECIPE is not None
    printed = "\nprint(direct.to_json(orient='records'))\n"
    bin_first = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        [sys.executable, "-c", RECIPE[1] + printed],
        cwd=ROOT,
        env=os.environ | {"MONEYLOOP_HOME": str(test_home.root), "PATH": bin_first},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    rows = json.loads(ran.stdout)
    words = ("report", "direct", "--as-of", "2026-11-22", "--format", "json")
    assert rows == json.loads(moneyloop(*words).stdout) != []


OGM = """
import json, sys
from py2neo import Graph
from py2neo.ogm import Model, Property, RelatedTo

class Firm(Model):
    __primarykey__ = "id"
    id = Property()
    invests_in = RelatedTo("Firm", "INVESTS_IN")

graph = Graph(sys.argv[1], auth=("neo4j", open(sys.argv[2]).read().strip()))
nvidia = Firm.match(graph, "nvidia").first()
two = graph.run(
    "MATCH (:Firm {id: 'nvidia'})-[deal:INVESTS_IN]->(:Firm {id: 'coreweave'}) "
    "RETURN deal.deal AS d"
).to_data_frame()
print(json.dumps([
    [nvidia.invests_in.get(firm, "deal") for firm in nvidia.invests_in if firm.id == "coreweave"],
    sorted(two["d"]),
]))
"""


def test_the_ogm_of_py2neo_loses_parallel_edges(shipped: Graph, test_home: Home) -> None:
    """The documented defect: two deals of the same two firms are read as one."""
    ran = subprocess.run(
        [sys.executable, "-c", OGM, shipped.address.uri, str(test_home.password)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    with_ogm, with_cypher = json.loads(ran.stdout)
    assert with_cypher == ["nvidia-coreweave-shares", "nvidia-coreweave-shares-2026"]
    assert len(with_ogm) == 1
