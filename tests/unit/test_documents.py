"""Documents: links lead somewhere, versions agree, the picture of the layers is right."""

from __future__ import annotations

import re
import tomllib
from configparser import ConfigParser
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    file for folder in (".", "docs", "knowledge") for file in (ROOT / folder).glob("*.md")
)

CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)|\bsrc=\"([^\"]+)\"")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


@cache
def anchors(document: Path) -> set[str]:
    """The anchors of the headings of a document, as GitHub makes them."""
    text = re.sub(r"^```.*?^```", "", document.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        for heading in HEADING.findall(text)
    }


@pytest.mark.parametrize(
    "document", DOCUMENTS, ids=[document.relative_to(ROOT).as_posix() for document in DOCUMENTS]
)
def test_relative_links_lead_somewhere(document: Path) -> None:
    broken = []
    for match in LINK.finditer(CODE.sub("", document.read_text("utf-8"))):
        target = match[1] or match[2]
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        leads_somewhere = file.exists() and file.is_relative_to(ROOT)
        if not leads_somewhere or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 150


def test_every_document_is_linked() -> None:
    linked = {
        (document.parent / (match[1] or match[2]).partition("#")[0]).resolve()
        for document in DOCUMENTS
        for match in LINK.finditer(document.read_text("utf-8"))
    }
    assert {*DOCUMENTS, *(ROOT / "docs").iterdir()} - linked == {ROOT / "README.md"}


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md", "docs/knowledge.md"])
def test_the_files_that_are_named_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    text = re.sub(r"^<!-- TO-UPDATE -->.*?^## ", "", text, flags=re.DOTALL | re.MULTILINE)
    top = "bench|cypher|docs|knowledge|loader|moneyloop|tests|tools"
    files = re.findall(rf"`((?:{top})/[\w./-]*)`", text)
    assert files
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_versions_agree() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == version
    released = re.findall(r"^## \[?([\d.]+)\]?", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert released[0] == version


def test_the_citation_has_what_the_format_requires() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= citation.keys()
    assert all(author.keys() <= {"name", "website"} for author in citation["authors"])


def test_the_licences_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "Apache-2.0 AND CC-BY-4.0"
    assert all((ROOT / file).is_file() for file in project["license-files"])
    notice = (ROOT / "knowledge" / "LICENSE.md").read_text("utf-8")
    assert "SPDX-License-Identifier: CC-BY-4.0" in notice


def test_the_hooks_run_what_make_lint_runs() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    [local] = hooks["repos"]
    assert local["repo"] == "local"
    entries = {hook["entry"].removeprefix(".venv/bin/") for hook in local["hooks"]}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    [recipe] = re.findall(r"^lint:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    commands = re.findall(r"\$\(VENV\)/bin/(.*)", recipe)
    assert entries == {command.removesuffix(" .") for command in commands}


def test_the_architecture_shows_the_layers_of_the_contract() -> None:
    contract = ConfigParser()
    contract.read(ROOT / ".importlinter", "utf-8")
    lines = contract["importlinter:contract:layers"]["layers"].split("\n")
    layers = [set(line.split(" : ")) for line in lines if line]
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    boxes = re.findall(r'\w+\["([^<"]+)<br>', text)
    assert [set(box.split(" · ")) for box in boxes] == [{"cli.py"}, *layers]


def test_contributing_has_a_reason_for_each_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    required = [re.split(r"[\[<>=]", dependency)[0] for dependency in project["dependencies"]]
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = text.partition("## Dependencies")[2].partition("Extras:")[0]
    assert re.findall(r"^\| (\w[\w-]*) \|", table, re.MULTILINE)[1:] == required
