"""Blanks around accounts do not count, and different spellings of an account are reported."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import command

BLANKS = {
    "no-break": "\u00a0",
    "ideographic": "\u3000",
    "narrow": "\u202f",
    "em": "\u2003",
    "next line": "\u0085",
    "line separator": "\u2028",
    "zero width": "\u200b",
    "joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "left to right": "\u200e",
    "several": " \u00a0\u200b\t",
}


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_blanks_around_accounts_do_not_count(tmp_path: Path, ending: str) -> None:
    """A pays B, and B pays A: one loop for each kind of blank, whatever surrounds the names."""
    payers, payees = [], []
    for at, blank in enumerate(BLANKS.values()):
        payers += [f"A{at}", f"{blank}B{at}{blank}"]
        payees += [f"B{at}", f"{blank}A{at}"]
    file = tmp_path / f"blanks.{ending}"
    if ending == "csv":
        rows = "".join(f"{payer},{payee}\n" for payer, payee in zip(payers, payees, strict=True))
        file.write_text("payer,payee\n" + rows, "utf-8")
    else:
        pq.write_table(pa.table({"payer": payers, "payee": payees}), file)
    ran = command.run("scan", file.name, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    loops = {line.split(",")[0] for line in ran.stdout.splitlines()[1:]}
    assert loops == {f"A{at}; B{at}" for at in range(len(BLANKS))}


def test_spellings_of_an_account_are_reported_with_their_payments(tmp_path: Path) -> None:
    """Acme pays or is paid twice, ACME once; Straße and STRASSE once each; ｔｓｍｃ (wide) and TSMC
    once each, with the payment of TSMC to itself counted once."""
    (tmp_path / "spelled.csv").write_text(
        "payer,payee\nAcme,x\ny,Acme\nACME,z\nStraße,p\nSTRASSE,q\nｔｓｍｃ,r\nTSMC,TSMC\n",
        "utf-8",
    )
    ran = command.run("scan", "spelled.csv", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    said = ran.stderr.splitlines()
    at = next(at for at, line in enumerate(said) if "may be written in several ways" in line)
    assert said[at].startswith("3 accounts")
    assert said[at + 1] == "  'ACME' (1 payment), 'Acme' (2 payments)"
    assert set(said[at + 2 : at + 4]) == {
        "  'STRASSE' (1 payment), 'Straße' (1 payment)",
        "  'TSMC' (1 payment), 'ｔｓｍｃ' (1 payment)",
    }
