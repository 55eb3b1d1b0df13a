"""The command line: what all commands share, from parsing to the exit code.

Data goes to stdout, messages to stderr. Exit codes: 0 success, also with an empty result; 1 the
input or the data is wrong; 2 the command line is wrong; 3 Neo4j is unavailable or refused the
login; 4 a report differs from an earlier run, with `--exit-code`; 129, 130 and 143: ended by
SIGHUP, by Ctrl-C or by SIGTERM.
"""

from __future__ import annotations

import errno
import gc
import io
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import click

from moneyloop import clock, commands, signals
from moneyloop.errors import WRONG_INPUT, MoneyloopError
from moneyloop.platforms import exact_if_piped
from moneyloop.terminal.messages import say
from moneyloop.values.shown import escaped_bytes, not_utf8

INTERRUPTED = 130


def _normalize(word: str) -> str:
    """Commands, options and choices are case-insensitive, and `_` is the same as `-`."""
    return word.lower().replace("_", "-")


class _Commands(click.Group):
    """Finds commands in the files under commands/ and imports a file only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(module.name.rstrip("_") for module in iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for module in iter_modules(commands.__path__):
            if module.name.rstrip("_") == cmd_name:
                command: click.Command = import_module(f"moneyloop.commands.{module.name}").command
                return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            # Click looks for similar names only among the commands that are imported already.
            known = self.list_commands(ctx)
            better = click.NoSuchCommand(error.command_name, possibilities=known, ctx=ctx)
            if better.possibilities:
                raise better from None
            raise click.NoSuchCommand(
                error.command_name, _without_command(error.command_name), ctx=ctx
            ) from None


def _without_command(name: str) -> str:
    """What to say about a word that is no command, but may be the name of a report."""
    from moneyloop.report.library import files
    from moneyloop.values.names import near

    own = os.environ.get("MONEYLOOP_REPORTS")
    reports = files(Path(own) if own else None)
    similar = [name] if name in reports else near(name, reports)
    hint = " or ".join(f"`moneyloop report {report}`" for report in similar)
    return f"No such command {name!r}." + (f" Did you mean {hint}?" if hint else "")


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "token_normalize_func": _normalize},
)
@click.version_option(package_name="moneyloop", prog_name="moneyloop")
@click.option("--verbose", is_flag=True, help="Show which server is used and what caused an error.")
def app(verbose: bool) -> None:
    """Who pays whom in the AI boom: round trips and single points of failure, in Neo4j.

    If NEO4J_URI is not set, a private Neo4j is downloaded and started when it is first needed. A
    round trip is structure, not evidence of wrongdoing.

    Example: moneyloop demo
    """


def main() -> None:
    """Runs a command and exits. Any error becomes one message and an exit code."""
    _prepare_process()
    code = 0
    try:
        _check_arguments(sys.argv[1:])
        with clock.one_day():
            # On Windows click would replace variables in arguments, such as the $c of a query.
            result = app.main(
                standalone_mode=False, prog_name="moneyloop", windows_expand_args=False
            )
        code = result or 0
    except BaseException as error:
        # What a signal interrupts may raise anything.
        if not signals.received():
            code = _report(error)
    if signal := signals.received():
        # After the end of a terminal there is nowhere to write.
        with suppress(OSError):
            say(signals.WORDS[signal])
        code = signals.exit_code(signal)
    else:
        signals.end_at_once()
    sys.exit(code)


def _report(error: BaseException) -> int:
    """Prints the message for an error; returns the exit code, or raises what is not an error."""
    verbose = "--verbose" in sys.argv
    if isinstance(error, click.ClickException):
        _show_cause(error, verbose)
        error.show()
        return error.exit_code
    if isinstance(error, click.Abort | KeyboardInterrupt):
        say("interrupted")
        return INTERRUPTED
    if isinstance(error, MoneyloopError):
        _show_cause(error, verbose)
        say(f"moneyloop: {error}")
        return error.exit_code
    if isinstance(error, OSError):
        say(f"moneyloop: {error}{_advice(error)}")
        return WRONG_INPUT
    if verbose or not isinstance(error, Exception):
        raise error
    say(f"moneyloop: this is a bug in moneyloop: {error!r}. Please report it, together with")
    say("what the same command prints with `moneyloop --verbose`.")
    return WRONG_INPUT


def _advice(error: OSError) -> str:
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return ""
    return ". Free disk space or choose another folder, and run the command again."


def _show_cause(error: Exception, verbose: bool) -> None:
    if verbose and error.__cause__:
        say(f"cause: {error.__cause__!r}")


def _check_arguments(arguments: Sequence[str]) -> None:
    """Refuses bytes that are not UTF-8. Raises click.UsageError."""
    for argument in arguments:
        if not_utf8(argument):
            raise click.UsageError(
                f"the argument '{escaped_bytes(argument)}' is not UTF-8; write it in UTF-8, and "
                "rename files whose names are in another encoding"
            )


def _prepare_process() -> None:
    """Sets process-wide behaviour, which is not up to a library.

    It concerns garbage collection, logging, encoding and signals.
    """
    # A command is short and makes few cycles, while the collector would walk 100,000 deals.
    gc.disable()
    # The driver logs some of the errors that reach the user as our messages.
    logging.getLogger("neo4j").addHandler(logging.NullHandler())
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show Japanese shows escapes instead, as it does on stderr anyway.
        sys.stdout.reconfigure(errors="backslashreplace")
        exact_if_piped(sys.stdout)
    signals.unwind()


if __name__ == "__main__":
    main()
