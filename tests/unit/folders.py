"""A valid knowledge folder, which tests write and then break."""

from __future__ import annotations

from pathlib import Path

import pytest

from loader.folder.read import read_folder
from loader.problems import BadInput

GOOD = {
    "firms": (
        "id,name,kind,country,part_of,member_of,note\n"
        "nvidia,NVIDIA,company,US,,,chips\n"
        "openai,OpenAI,company,US,,stargate,\n"
        "softbank,SoftBank,company,JP,,stargate,\n"
        "stargate,Stargate,consortium,,,,\n"
        "arm,Arm,company,GB,softbank,,\n"
    ),
    "aliases": "firm,alias\nnvidia,エヌビディア\nopenai,ChatGPT\n",
    "sources": (
        "id,url,kind,title,publisher,published,note\n"
        "filing,https://example.com/10q,filing,A filing,SEC,2025-10-30,\n"
        "blog,http://example.com/blog,Blog,,,,two lines\n"
    ),
    "deals": (
        "id,type,payer,payee,bundle,announced,starts,ends,ended,supersedes,status,"
        "instrument,settlement,note\n"
        "letter,invests-in,nvidia,openai,,2025-09-22,,,2026-02,,announced,letter,,\n"
        "shares,INVESTS_IN,nvidia,openai,b1,2026-02,2026Q2,2027,,letter,closed,shares,cash,a note\n"
    ),
    "figures": (
        "id,name,kind,about,sums,period,starts,ends,note\n"
        "loss,net income,actual,openai,,Q2 FY2026,2026-02,2026-04-30,\n"
        "all,total of deals,Total,,letter;shares,,,,as the blog adds up\n"
        "boom,capital expenditure,run-rate,nvidia; openai,,,,,\n"
    ),
    "statements": (
        "deal,source,amount,currency,dollars,ceiling,as_stated,status,locator,note,figure\n"
        "letter,filing,up to $100bn,,,,,,,,\n"
        "letter,blog,100億ドル,,,,,closed,line 3,,\n"
        "shares,filing,3000億,JPY,$2bn,4000億円,,,,,\n"
        "shares,filing,$5bn a year,,,,,,,,\n"
        "shares,blog,,,,,some shares,,,,\n"
        ",filing,-$207.9 million,,,,,,p. 3,,loss\n"
        ",blog,$1 trillion,,,,,,line 3,,all\n"
        ",blog,$1.1 trillion,,,,,,line 9,,all\n"
        ",blog,−428.8 billion,JPY,-$2.9bn,,,,,,boom\n"
    ),
    "claims": (
        "id,source,locator,claim,kind,date,deals,figures,check\n"
        "c5,filing,,it will end badly,opinion,,,,\n"
    ),
    "shipped": (
        "kind,id,source,per,nth\n"
        "firm,nvidia,,,\n"
        "deal,letter,,,\n"
        "statement,all,blog,total,2\n"
        "statement,shares,filing,year,\n"
    ),
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def problems_of(folder: Path) -> list[str]:
    """Every problem of the folder; files are given by name, without the folder."""
    with pytest.raises(BadInput) as caught:
        read_folder(folder)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]
