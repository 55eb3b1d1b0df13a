"""A swap of the server's data is complete, or it has not happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneyloop.graph import offline
from moneyloop.graph.backup import has_data
from moneyloop.graph.home import Home
from moneyloop.graph.jars import server_version
from moneyloop.graph.offline import put_into_place, remove_left_overs


def data(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "store").write_text(text, "utf-8")
    return folder


def test_new_data_take_the_place_of_the_old(tmp_path: Path) -> None:
    home = Home(tmp_path)
    data(home.data, "old")
    put_into_place(home, data(tmp_path / "built", "new"))
    assert (home.data / "store").read_text("utf-8") == "new"
    assert sorted(file.name for file in home.neo4j.iterdir()) == ["data", "version"]
    assert home.version.read_text("ascii") == server_version()


def test_data_of_a_first_start_that_never_succeeded_need_no_backup(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert not has_data(home)
    data(home.data / "databases" / "neo4j", "begun")
    home.first_start.touch()
    assert not has_data(home)
    home.first_start.unlink()
    assert has_data(home)


@pytest.mark.parametrize("done", [0, 1, 2, 3])
def test_after_a_kill_the_data_are_the_old_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    """The swap is three renames; after the third, the new data stay."""
    home = Home(tmp_path)
    data(home.data, "old")
    built = data(home.neo4j / f"{offline.STAGING}1" / "data", "new")
    renames = 0
    rename = Path.rename

    def killed(path: Path, target: Path) -> Path:
        nonlocal renames
        if renames == done:
            raise KeyboardInterrupt
        renames += 1
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", killed)
        patched.setattr("shutil.rmtree", lambda *args, **more: None)
        try:
            put_into_place(home, built)
        except KeyboardInterrupt:
            assert done < 3
    remove_left_overs(home)
    assert (home.data / "store").read_text("utf-8") == ("new" if done == 3 else "old")
    assert {file.name for file in home.neo4j.iterdir()} - {home.version.name} == {"data"}
