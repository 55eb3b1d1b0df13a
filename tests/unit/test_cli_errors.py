"""How the command line ends when a command raises: one message, the exit code, and the cause."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import click
import pytest

import cli
from moneyloop import graph, publish, report, scan
from moneyloop.errors import NO_NEO4J, WRONG_COMMAND, WRONG_INPUT, MoneyloopError
from moneyloop.graph.errors import Neo4jUnavailable, QueryFailed, QueryTooLarge
from moneyloop.scan.errors import NoFiles, ScanFailed


class ClusterUnavailable(Neo4jUnavailable):
    """A subclass that the command line has never heard of."""


class Stranger(MoneyloopError):
    """A direct subclass without an exit code of its own."""


def run(monkeypatch: pytest.MonkeyPatch, error: BaseException, *words: str) -> object:
    """The exit code of a command that raises this error."""

    def fail(**_: object) -> None:
        raise error from KeyError("the cause")

    monkeypatch.setattr(cli.app, "main", fail)
    monkeypatch.setattr(cli, "_prepare_process", lambda: None)
    monkeypatch.setattr(sys, "argv", ["moneyloop", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Neo4jUnavailable, NO_NEO4J),
        (ClusterUnavailable, NO_NEO4J),
        (QueryFailed, WRONG_INPUT),
        (QueryTooLarge, WRONG_INPUT),
        (ScanFailed, WRONG_INPUT),
        (NoFiles, WRONG_COMMAND),
        (Stranger, WRONG_INPUT),
    ],
)
def test_an_error_is_one_message_and_its_exit_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    kind: type[MoneyloopError],
    code: int,
) -> None:
    assert run(monkeypatch, kind("what to do")) == code
    assert capsys.readouterr() == ("", "moneyloop: what to do\n")


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (OSError(28, "No space left on device"), 1, "moneyloop: [Errno 28] No space left"),
        (click.UsageError("that option is wrong"), 2, "Error: that option is wrong"),
        (click.ClickException("that file is wrong"), 1, "Error: that file is wrong"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (click.Abort(), 130, "interrupted"),
        (RuntimeError("oops"), 1, "moneyloop: this is a bug in moneyloop: RuntimeError('oops')"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_errors_are_messages_too(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    message: str,
) -> None:
    assert run(monkeypatch, error) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(message)
    assert "Traceback" not in err


@pytest.mark.parametrize("error", [QueryFailed("wrong"), click.ClickException("wrong")])
def test_verbose_shows_the_cause(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    run(monkeypatch, error, "--verbose")
    first, second = capsys.readouterr().err.splitlines()
    assert first == "cause: KeyError('the cause')"
    assert second.endswith(": wrong")


def error_classes(package: ModuleType) -> Iterator[type[Exception]]:
    """The exception classes that the modules of a package define."""
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        for value in vars(import_module(module.name)).values():
            is_error = isinstance(value, type) and issubclass(value, Exception)
            if is_error and value.__module__ == module.name:
                yield value


@pytest.mark.parametrize("package", [graph, publish, report, scan], ids=lambda one: one.__name__)
def test_every_public_error_is_a_moneyloop_error(package: ModuleType) -> None:
    public = [kind for kind in error_classes(package) if not kind.__name__.startswith("_")]
    assert [kind for kind in public if not issubclass(kind, MoneyloopError)] == []
