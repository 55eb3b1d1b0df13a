"""The command line: what every command shares, from the first word to the exit code.

Data goes to stdout, words to stderr. Exit codes: 0 done (an empty result is done), 1 the input
or the data is wrong, 2 the command line is wrong, 3 Neo4j cannot be reached or refused us,
130 interrupted.
"""

from __future__ import annotations

import gc
import io
import logging
import signal
import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import click

from moneyloop import commands
from moneyloop.errors import WRONG_INPUT, MoneyloopError
from moneyloop.terminal.words import say

INTERRUPTED = 130


def _plain_word(word: str) -> str:
    """Commands, options and choices are blind to case, `-` and `_`."""
    return word.lower().replace("_", "-")


class _Commands(click.Group):
    """Every file under commands/ is a command, and is read when it is wanted."""

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
            # Click compares a misspelt name only with commands that were read already.
            known = self.list_commands(ctx)
            raise click.NoSuchCommand(error.command_name, possibilities=known, ctx=ctx) from None


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "token_normalize_func": _plain_word},
)
@click.version_option(package_name="moneyloop", prog_name="moneyloop")
@click.option("--verbose", is_flag=True, help="Say which server is used; show the cause of errors.")
def app(verbose: bool) -> None:
    """Who pays whom in the AI boom: round trips and single points of failure, in Neo4j.

    Without NEO4J_URI a private Neo4j is fetched and started on first need. A round trip that is
    found is structure, not evidence of wrongdoing.

    Example: moneyloop demo
    """


def main() -> None:
    """Runs a command; whatever goes wrong becomes one message and an exit code."""
    verbose = "--verbose" in sys.argv
    _prepare()
    try:
        sys.exit(app.main(standalone_mode=False, prog_name="moneyloop") or 0)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt, _cut_off()):
        say("interrupted")
        code = INTERRUPTED
    except MoneyloopError as error:
        if verbose and error.__cause__:
            say(f"cause: {error.__cause__!r}")
        say(f"moneyloop: {error}")
        code = error.exit_code
    except OSError as error:
        say(f"moneyloop: {error}")
        code = WRONG_INPUT
    except Exception as error:
        if verbose:
            raise
        say(f"moneyloop: an error of the program itself: {error!r}. Please report it, with what")
        say("`moneyloop --verbose` and the same words print.")
        code = WRONG_INPUT
    sys.exit(code)


def _prepare() -> None:
    """Sets up what no library should decide: its log, odd terminals, Ctrl-C."""
    # A command ends soon and makes no cycles worth the collector's looking at 100,000 deals.
    gc.disable()
    # The driver logs some errors that we tell ourselves.
    logging.getLogger("neo4j").addHandler(logging.NullHandler())
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal without Japanese shows escapes, as it does on stderr anyway.
        sys.stdout.reconfigure(errors="backslashreplace")
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)


def _interrupt(number: int, frame: Any) -> None:
    # On KeyboardInterrupt the driver still waits for the running query; on this it hangs up.
    raise _cut_off()


def _cut_off() -> type[BaseException]:
    from asyncio import CancelledError

    return CancelledError


if __name__ == "__main__":
    main()
