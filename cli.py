"""The command line: the only file that speaks to the terminal.

Data goes to stdout, words to stderr. Exit codes: 0 done (an empty result is done), 1 the input
or the data is wrong, 2 the command line is wrong, 3 Neo4j cannot be reached or refused us,
130 interrupted.
"""

from __future__ import annotations

import gc
import io
import json
import logging
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any, cast

import click

from graph import server
from graph.connection import (
    Graph,
    Rows,
    connect,
    named_address,
    names_a_server,
    private_address,
    usual_address,
)
from graph.home import home
from graph.queries import query
from graph.trouble import GraphTrouble, QueryTrouble, TooLarge
from loader import receipts
from loader.problems import BadInput, NotOurs, Problem
from report import arguments, library
from report.about import About, about_report
from report.header import BadReport, Parameter, Report
from report.output import whole, write_whole
from report.render import contents, formats, is_page, render
from report.render.cells import CannotRender
from report.run import Answer, UnknownName, run_report
from scan.trouble import NoFiles, ScanTrouble

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from loader.importing import Lines, Options, Outcome
    from loader.records import Knowledge
    from scan.engine import Engine
    from scan.run import Found
    from scan.summary import Summary

WRONG_INPUT, WRONG_COMMAND, NO_NEO4J, INTERRUPTED = 1, 2, 3, 130
EXIT_CODES: dict[type[Exception], int] = {
    BadInput: WRONG_INPUT,
    BadReport: WRONG_INPUT,
    NotOurs: WRONG_INPUT,
    QueryTrouble: WRONG_INPUT,
    ScanTrouble: WRONG_INPUT,
    TooLarge: WRONG_INPUT,
    UnknownName: WRONG_INPUT,
    library.UnknownReport: WRONG_COMMAND,
    arguments.BadArgument: WRONG_COMMAND,
    GraphTrouble: NO_NEO4J,
}
PROBLEMS_SHOWN = 20
DEMO_REPORTS: dict[str, dict[str, Any]] = {
    "direct": {},
    "loops": {"order": "weakest"},
    "knock-out": {},
    "articulation": {},
}
DEMO_ROWS = 10


def say(text: str) -> None:
    """Words for the person, beside the data."""
    click.echo(text, err=True)


def _plain_word(word: str) -> str:
    """Commands, options and choices are blind to case, `-` and `_`."""
    return word.lower().replace("_", "-")


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "token_normalize_func": _plain_word}
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
    except tuple(EXIT_CODES) as error:
        if verbose and error.__cause__:
            say(f"cause: {error.__cause__!r}")
        say(f"moneyloop: {_problems(error.problems) if isinstance(error, BadInput) else error}")
        code = EXIT_CODES[type(error)]
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


def _problems(problems: Sequence[Problem]) -> str:
    shown = [f"  {problem}" for problem in problems[:PROBLEMS_SHOWN]]
    left = len(problems) - len(shown)
    more = [f"  … and {left} more"] if left else []
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return "\n".join([f"{count}; nothing was written", *shown, *more])


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Tells how far a long step is: a bar on a terminal, a line a step elsewhere."""
    bar: Bar | None = None
    told: dict[str, Any] = {}

    def tell(what: str, done: int, total: int) -> None:
        nonlocal bar
        if what not in told and not sys.stderr.isatty():
            say(f"{what} …")
        if bar is None and sys.stderr.isatty():
            bar = _bar()
            bar.start()
        if bar is None:
            told[what] = what
            return
        if what not in told:
            told[what] = bar.add_task(what, total=total or None)
        bar.update(told[what], completed=done)

    try:
        yield tell
    finally:
        if bar is not None:
            bar.stop()


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


@contextmanager
def open_graph() -> Iterator[Graph]:
    """A connection to the server that the environment names, or else to the private one."""
    if names_a_server():
        address = named_address(_ask_password if sys.stdin.isatty() else None)
    else:
        before = server.find(home())
        with progress() as tell:
            address = private_address(home(), tell)
        running = server.find(home())
        if running and running != before and running.bolt != server.USUAL_BOLT_PORT:
            say(f"port {server.USUAL_BOLT_PORT} is taken; the private Neo4j uses {running.bolt}")
    with connect(address) as graph:
        if click.get_current_context().find_root().params["verbose"]:
            say(f"Neo4j {graph.version} at {address.uri}, database {address.database}")
        yield graph


def _ask_password(question: str) -> str:
    return str(click.prompt(question, hide_input=True, err=True))


@app.command()
def demo() -> None:
    """Start Neo4j, load the knowledge that ships, and run the headline reports.

    It may be run again: then it takes seconds and changes nothing.

    Example: moneyloop demo
    """
    from loader.folder import SHIPPED, read_folder
    from loader.write import check_owner, load

    knowledge = read_folder(SHIPPED)
    with open_graph() as graph:
        check_owner(graph, accept_foreign=False)
        receipt = load(graph, knowledge, shipped=True)
        click.echo(receipts.loaded(receipt))
        for name, given in DEMO_REPORTS.items():
            found = library.find(name)
            answer = run_report(graph, found, arguments.complete(found, given, date.today()))
            click.echo(f"\n{found.title} (moneyloop report {found.name})\n")
            rows = answer.rows.rows
            click.echo(render(Rows(answer.rows.columns, rows[:DEMO_ROWS]), "table"), nl=False)
            if len(rows) > DEMO_ROWS:
                click.echo(f"… and {len(rows) - DEMO_ROWS} more")
        for note in answer.notes:
            say(f"\nnote: {note}")
    click.echo("\nA round trip is structure, not evidence of wrongdoing. Amounts are announced.\n")
    if running := None if names_a_server() else server.find(home()):
        _tell_browser(running)
    click.echo(f"\nThe loop drawn, and what it means: {_program()} browser")


def _program() -> str:
    """How the person called this program, as the next command will need it."""
    called = sys.argv[0]
    return called if called.endswith("/moneyloop") and not which("moneyloop") else "moneyloop"


@app.command("load")
@click.argument("folders", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check the files alone; no database is needed.")
@click.option("--history", is_flag=True, help="Load known cases of the past, which ship as well.")
@click.option("--yes", is_flag=True, help="Load into a database that holds other data.")
def load_command(folders: tuple[Path, ...], dry_run: bool, history: bool, yes: bool) -> None:
    """Load knowledge folders (without PATH: the one that ships).

    All problems of all folders are told at once, and then nothing is written. A folder is written
    in one transaction; loading it again changes nothing.

    Example: moneyloop load my-deals --dry-run
    """
    from loader.folder import HISTORY, SHIPPED, read_folder
    from loader.write import check_owner, load

    folders = (*folders, HISTORY) if history else folders or (SHIPPED,)
    for folder in folders:
        if not folder.is_dir():
            raise click.UsageError(
                f"there is no folder {str(folder)!r}; name one that holds deals.csv and the like, "
                "or none for the knowledge that ships"
            )
    read: list[Knowledge] = []
    problems: list[Problem] = []
    for folder in folders:
        try:
            read.append(read_folder(folder))
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    if dry_run:
        for folder, knowledge in zip(folders, read, strict=True):
            counts = f"{len(knowledge.firms)} firms, {len(knowledge.deals)} deals"
            counts += receipts.figures(len(knowledge.figures))
            say(f"{folder}: nothing wrong with {counts}, {len(knowledge.sources)} sources")
        return
    with open_graph() as graph:
        check_owner(graph, accept_foreign=yes)
        for folder, knowledge in zip(folders, read, strict=True):
            say(receipts.loaded(load(graph, knowledge, shipped=folder.resolve() == SHIPPED)))


@app.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Write over files that stand there.")
def export_command(folder: Path, overwrite: bool) -> None:
    """Write everything as a knowledge folder that loads back to the same graph.

    DIR is made where there is none. Text that a spreadsheet would take for a formula has a '
    before it, which loading takes off again.

    Example: moneyloop export my-copy
    """
    from loader.export import files_there, tables_of, write_folder
    from loader.write import check_owner

    there = [] if overwrite else files_there(folder)
    if there:
        raise click.UsageError(f"{there[0]} exists; name another folder, or say --overwrite")
    with open_graph() as graph:
        check_owner(graph, accept_foreign=True)
        tables = tables_of(graph)
    try:
        write_folder(folder, tables)
    except OSError as error:
        raise click.UsageError(
            f"{folder} cannot be written ({error.strerror}); name another folder"
        ) from error
    counts = {name: len(lines) for name, lines in tables.items()}
    if not any(counts.values()):
        say("the graph is empty; the files hold nothing but their header lines")
    say(
        f"Exported to {folder}: {counts['firms']} firms, {counts['deals']} deals"
        f"{receipts.figures(counts['figures'])} from {counts['sources']} sources "
        f"({counts['statements']} statements)."
    )


class _FileToWrite(click.Path):
    """A file in a folder that is there: found out before anything is asked, and not at the end."""

    def __init__(self, *, allow_dash: bool = False) -> None:
        super().__init__(dir_okay=False, allow_dash=allow_dash, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        file = cast("Path", super().convert(value, param, ctx))
        if not file.absolute().parent.is_dir():
            self.fail(f"there is no folder {str(file.parent)!r}", param, ctx)
        return file


def _output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option(
        "--format", "-f", "format_name", type=click.Choice(formats(), case_sensitive=False),
        help="[default: table on a terminal, else csv]; html, parquet and xlsx want a file",
    )(command)  # fmt: skip
    return click.option(
        "--output", "-o", type=_FileToWrite(), metavar="FILE",
        help="Write to this file; its ending chooses the format.",
    )(command)  # fmt: skip


def _put_out(rows: Rows, format_name: str | None, output: Path | None, about: About) -> None:
    if format_name is None:
        endings = {"md": "markdown", "txt": "table"} | {name: name for name in formats()}
        ending = output.suffix.removeprefix(".").lower() if output else ""
        if output and ending not in endings:
            known = ", ".join(f".{name}" for name in endings)
            raise click.UsageError(f"{output.name} ends in none of {known}; say --format")
        usual = "table" if sys.stdout and sys.stdout.isatty() else "csv"
        format_name = endings[ending] if output else usual
    try:
        made = contents(rows, format_name, about)
    except CannotRender as error:
        raise click.ClickException(str(error)) from error
    is_for_files = isinstance(made, bytes) or is_page(format_name)
    if output:
        _write(output, click.unstyle(made) if isinstance(made, str) else made)
    elif is_for_files and sys.stdout and sys.stdout.isatty():
        raise click.UsageError(f"{format_name} is nothing for a terminal; say --output FILE")
    else:
        click.echo(made, nl=False)
    if not rows.rows:
        say("no rows")


def _write(output: Path, made: str | bytes) -> None:
    try:
        write_whole(output, made)
    except OSError as error:
        raise click.UsageError(
            f"{output} cannot be written ({error.strerror}); name another file with --output"
        ) from error


class _Typed(click.ParamType[Any]):
    """An option whose type stands in a report's header."""

    def __init__(self, parameter: Parameter) -> None:
        self.kind = parameter.type
        self.name = "|".join(self.kind.choices) or self.kind.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            if self.kind.is_list:
                return arguments.values_of([value], self.kind)
            return arguments.value_of(value, self.kind)
        except arguments.BadArgument as error:
            self.fail(str(error), param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        matching = (word for word in self.kind.choices if word.startswith(incomplete.lower()))
        return [click.shell_completion.CompletionItem(word) for word in matching]


class _Reports(click.Group):
    """Every file under cypher/reports/, and in the user's own folder, is a command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [report.name for report in library.all_reports(ctx.params.get("own"))[0]]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        try:
            report = library.find(cmd_name, ctx.params.get("own"))
        except (library.UnknownReport, BadReport):
            if ctx.resilient_parsing:  # a shell completes words; it is no place for messages
                return None
            raise
        params: list[click.Parameter] = [_option(parameter) for parameter in report.parameters]
        help_text = f"{report.title}\n\n{report.description}"
        command = click.Command(
            report.name, params=params, help=help_text, short_help=report.title,
            callback=lambda format_name, output, **given: _run(report, given, format_name, output),
        )  # fmt: skip
        return _output_options(command)  # type: ignore[return-value]


def _option(parameter: Parameter) -> click.Option:
    declared, rest = _declared(parameter)
    return click.Option([declared], **rest)


def _option_of(parameter: Parameter) -> Callable[..., Any]:
    declared, rest = _declared(parameter)
    return click.option(declared, **rest)


def _declared(parameter: Parameter) -> tuple[str, dict[str, Any]]:
    name = parameter.name.replace("_", "-")
    default = parameter.default
    if parameter.type.is_list:
        default = ",".join(map(str, default or []))
    shown = f"  [default: {default}]" if default not in (None, "", False) else ""
    text = (parameter.help[:1].upper() + parameter.help[1:]) + (
        "  [required]" if parameter.needed else shown
    )
    if parameter.type.name == "bool" and not parameter.type.is_list:
        return f"--{name}/--no-{name}", {"default": None, "help": text}
    return f"--{name}", {
        "type": _Typed(parameter), "multiple": parameter.type.is_list, "help": text,
    }  # fmt: skip


def _run(report: Report, given: dict[str, Any], format_name: str | None, output: Any) -> None:
    complete = arguments.complete(report, _given(given), date.today())
    with open_graph() as graph:
        answer: Answer = run_report(graph, report, complete)
    _put_out(answer.rows, format_name, output, about_report(report, answer))
    for note in answer.notes:
        say(f"note: {note}")


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """What was given; an option given several times has a list each time."""
    joined = {
        name: [item for items in value for item in items] if isinstance(value, tuple) else value
        for name, value in options.items()
    }
    return {name: value for name, value in joined.items() if value not in (None, [])}


@app.group("report", cls=_Reports, invoke_without_command=True)
@click.option(
    "--reports", "own", envvar="MONEYLOOP_REPORTS", show_envvar=True, metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of reports of your own, beside those that ship.",
)  # fmt: skip
@click.pass_context
def report_command(context: click.Context, own: Path | None) -> None:
    """Run a saved report; without a name, list them.

    Example: moneyloop report loops --max-hops 5 --format json
    """
    if context.invoked_subcommand:
        return
    reports, broken = library.all_reports(own)
    width = max((len(report.name) for report in reports), default=0)
    topic = ""
    for report in reports:
        if report.topic != topic:
            topic = report.topic
            click.echo(f"\n{topic}")
        click.echo(f"  {report.name:<{width}}  {report.title}")
    click.echo("\nmoneyloop report NAME --help tells what a report finds and its options.")
    for error in broken:
        say(str(error))


def _dossier_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Those of the query behind its drawing, which its reports have, too."""
    for parameter in reversed(library.flows().parameters):
        command = _option_of(parameter)(command)
    return command


@app.command("dossier")
@click.option(
    "--output", "-o", required=True, metavar="FILE", help="Write to this file; - is stdout.",
    type=_FileToWrite(allow_dash=True),
)  # fmt: skip
@_dossier_options
def dossier_command(output: Path, **given: Any) -> None:
    """Write one page with the headline reports and a drawing of who pays whom.

    The page is one HTML file that asks nobody for anything: it can be mailed, printed and kept.
    From each deal in it a link leads to what sources state of it.

    Example: moneyloop dossier -o dossier.html --as-of 2025-10-19
    """
    from report.dossier import dossier

    to_stdout = str(output) == "-"
    if not to_stdout and output.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"{output.name} does not end in .html, as a page does")
    if to_stdout and sys.stdout and sys.stdout.isatty():
        raise click.UsageError("a page is nothing for a terminal; say --output FILE")
    with open_graph() as graph, progress() as tell:
        made = dossier(graph, _given(given), tell)
    if to_stdout:
        click.echo(made, nl=False)
    else:
        _write(output, made)
        say(f"Written to {output}.")


@app.command("query")
@click.argument("cypher")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A value for $NAME.")
@_output_options
def query_command(
    cypher: str, params: tuple[str, ...], format_name: str | None, output: Path | None
) -> None:
    """Run a query of your own, from CYPHER or (as -) from stdin; it cannot write.

    A VALUE is read as JSON where it is JSON, else as text. On a server of your own the query can
    read whatever that server may read.

    Example: moneyloop query 'MATCH (f:Firm) WHERE f.country = $c RETURN f.id' --param c=JP
    """
    values: dict[str, Any] = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not (name and equals):
            raise click.UsageError(f"--param is written NAME=VALUE, not {param!r}")
        try:
            values[name] = json.loads(value)
        except ValueError:
            values[name] = value
    text = _stdin() if cypher == "-" else cypher
    if not text.strip():
        raise click.UsageError("the query is empty")
    for what, value in (
        ("the query", text),
        *((f"--param {name}", values[name]) for name in values),
    ):
        if why_not := _unsendable(value):
            raise click.UsageError(f"{what} {why_not}")
    with open_graph() as graph:
        rows = graph.read((text, values))[0]
    asked = tuple(values.items())
    _put_out(rows, format_name, output, About("A query", asked=asked, query=text))


def _stdin() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException("stdin is not UTF-8; save the query as UTF-8") from error


def _unsendable(value: Any) -> str | None:
    """Why Neo4j could not be told of this value."""
    if isinstance(value, str) and re.search("[\ud800-\udfff]", value):
        return "is not UTF-8 text"
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return "is a number too large for Neo4j; write it as text or with a decimal point"
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return next(filter(None, map(_unsendable, parts if isinstance(parts, list) else [])), None)


def _import_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What `import` and `add` have in common."""
    for option in (
        click.option("--format", "-f", "format_name", default="text", show_default=True,
                     type=click.Choice(["text", "json"], case_sensitive=False),
                     help="How plan, receipt and problems are told."),
        click.option("--dry-run", is_flag=True, help="Show what would change; write nothing."),
        click.option("--allow-small", is_flag=True, help="Take bare numbers below a million."),
        click.option("--new-firm", "new_firms", multiple=True, metavar="NAME",
                     help="NAME is a firm of its own, however close to a known name."),
    ):  # fmt: skip
        command = option(command)
    return command


@app.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--source", metavar="URL|ID", help="The source of all lines that name none.")
@click.option("--encoding", metavar="NAME", help="Of text that tells not by itself, as shift_jis.")
@click.option("--sheet", metavar="NAME|N", help="Of a workbook with several.")
@click.option(
    "--batch",
    metavar="N",
    type=click.IntRange(min=1),
    help="Write N lines at a time, each batch whole; for files too large for one.",
)
@_import_options
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")  # fmt: skip
def import_command(
    files: tuple[str, ...], source: str | None, encoding: str | None, sheet: str | None,
    batch: int | None, format_name: str, dry_run: bool, allow_small: bool,
    new_firms: tuple[str, ...], yes: bool,
) -> None:  # fmt: skip
    """Import new deals: CSV, JSON, JSON lines, XLSX or Parquet files, or - for stdin.

    A line needs the columns type, payer, payee and source; it may have amount, currency,
    announced, starts, ends, status, instrument, settlement, source_title, publisher, published,
    source_kind, deal, bundle and note. All problems are told at once, and then nothing is written;
    else all is written, or nothing. On a terminal the plan is shown first.

    Example: moneyloop import deals.csv --dry-run
    """
    from loader.importing import MOST_LINES, Options, carry_out_in_batches, read_files

    if "-" in files and sys.stdin.isatty():
        raise click.UsageError("stdin is this terminal; name a file, or send one: … < deals.csv")
    missing = [file for file in files if file != "-" and not os.path.lexists(file)]
    if missing:
        raise click.UsageError(f"there is no file {', '.join(map(repr, missing))}")
    options = Options(source, encoding, sheet, allow_small, new_firms)
    with _problems_as(format_name):
        lines = read_files(files, options)
        count = len(lines.said)
        if count > MOST_LINES and not batch and not lines.problems:
            raise click.UsageError(
                f"{count:,} lines are more than the {MOST_LINES:,} that one transaction takes; "
                "say --batch 50000 to write them in several"
            )
        with _graph_for(lines) as graph:
            ask = _asks() and not yes and format_name != "json"
            if batch and not dry_run:
                if ask and not click.confirm(
                    f"Write {count:,} lines, {batch:,} at a time?", err=True
                ):
                    say("nothing was written")
                    return
                with progress() as tell:
                    done = carry_out_in_batches(
                        graph, lines, options, batch,
                        lambda so_far, total: tell("writing", so_far, total),
                    )  # fmt: skip
                _tell_outcome(done, lines, format_name, written=True)
                return
            _import(graph, "import", lines, options, format_name, dry_run=dry_run, ask=ask)


def _asks() -> bool:
    """Whether somebody is there to answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


@contextmanager
def _graph_for(lines: Lines) -> Iterator[Graph]:
    """The graph in which the names of the lines are looked up.

    Where it cannot be reached, what is wrong with the lines by themselves is told first.
    """
    from loader.write import check_owner

    if lines.problems and not lines.said:
        raise BadInput(list(lines.problems))
    try:
        with open_graph() as graph:
            check_owner(graph, accept_foreign=False)
            yield graph
    except TooLarge as error:
        raise TooLarge(
            "the import needs more memory than the server gives one transaction. Write it in "
            "several with --batch 20000, or give the server more memory (MONEYLOOP_HEAP for the "
            "private one, then `moneyloop server stop`). What was being written was undone."
        ) from error
    except GraphTrouble:
        if lines.problems:
            raise BadInput(list(lines.problems)) from None
        raise


@contextmanager
def _problems_as(format_name: str) -> Iterator[None]:
    """As JSON all problems go to stdout, for programs."""
    try:
        yield
    except BadInput as error:
        if format_name == "json":
            problems = [asdict(problem) for problem in error.problems]
            click.echo(json.dumps({"written": False, "problems": problems}, ensure_ascii=False))
        raise


def _import(
    graph: Graph, command: str, lines: Lines, options: Options, format_name: str, *,
    dry_run: bool, ask: bool,
) -> None:  # fmt: skip
    from loader.importing import carry_out, rehearse

    if dry_run or ask:
        planned = rehearse(graph, lines, options)
        _tell_outcome(planned, lines, format_name, written=False)
        if dry_run or not planned.receipt.written:
            return
        if not click.confirm("Write this?", err=True):
            say("nothing was written")
            return
    _tell_outcome(carry_out(graph, command, lines, options), lines, format_name, written=True)


def _tell_outcome(outcome: Outcome, lines: Lines, format_name: str, *, written: bool) -> None:
    """The plan, or once it is written the receipt."""
    if format_name == "json":
        told = receipts.as_json(outcome, lines, written=written)
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    _tell_problems("warning", outcome.warnings)
    for part in receipts.imported(outcome, lines, written=written):
        if isinstance(part, Rows):
            click.echo(render(part, "table"), nl=False)
        else:
            click.echo(part)


def _tell_problems(what: str, told: Sequence[Problem]) -> None:
    for problem in told[:PROBLEMS_SHOWN]:
        say(f"{what}: {problem}")
    if len(told) > PROBLEMS_SHOWN:
        say(f"… and {len(told) - PROBLEMS_SHOWN:,} more {what}s; --format json tells all")


class _FirmName(click.ParamType[Any]):
    """A firm by its id, name or alias; a shell completes what the graph knows."""

    name = "firm"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        try:
            # A shell waits for no server to start.
            if not names_a_server() and server.find(home()) is None:
                return []
            with connect(usual_address()) as graph:
                rows = graph.read((query("lookup/firms"), {}))[0].rows
        except (GraphTrouble, QueryTrouble):
            return []
        start = incomplete.casefold()
        return [
            click.shell_completion.CompletionItem(spelling)
            for firm_id, name, _ in rows
            for spelling in dict.fromkeys((firm_id, name))
            if spelling.casefold().startswith(start)
        ]


class _EdgeType(click.ParamType[Any]):
    """A type of edge, which `import` reads as its column `type`."""

    name = "type"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        from loader.edges import EDGE_TYPES

        words = {edge.name.lower().replace("_", "-"): edge.meaning for edge in EDGE_TYPES}
        start = incomplete.lower().replace("_", "-")
        return [
            click.shell_completion.CompletionItem(word, help=meaning)
            for word, meaning in words.items()
            if word.startswith(start)
        ]


@app.command("add")
@click.argument("edge_type", metavar="TYPE", type=_EdgeType())
@click.argument("payer", type=_FirmName())
@click.argument("payee", type=_FirmName())
@click.option("--source", required=True, metavar="URL|ID", help="Who says so.")
@click.option("--amount", help="As people write it: $100B, up to 3000億ドル, 10-12 billion EUR.")
@click.option("--currency", help="Of an amount that names none.")
@click.option("--announced", metavar="DATE", help="A day, month, quarter, half or year.")
@click.option("--starts", metavar="DATE", help="The first day of its term.")
@click.option("--ends", metavar="DATE", help="The last day of its term.")
@click.option("--status", help="reported (the default), announced, signed, closed, contingent …")
@click.option("--instrument", help="Such as warrants, or a convertible note.")
@click.option("--settlement", help="cash, credits, shares, contingent or secondary.")
@click.option("--source-title", help="What the source is called.")
@click.option("--publisher", help="Who published the source.")
@click.option("--published", metavar="DATE", help="Of the source.")
@click.option("--source-kind", help="filing, company, news (the default), analysis or blog.")
@click.option("--deal", metavar="ID", help="Of a deal that the graph holds, to correct it.")
@click.option("--bundle", help="Joins the legs of one bargain.")
@click.option("--note", help="Anything else to be known.")
@_import_options
def add_command(
    edge_type: str, payer: str, payee: str, source: str, format_name: str, dry_run: bool,
    allow_small: bool, new_firms: tuple[str, ...], **cells: str | None,
) -> None:  # fmt: skip
    """Add one deal: PAYER is who pays, PAYEE who is paid.

    TYPE is invests-in, lends-to, grants-equity-to, backstops, buys-from or leases-from. Firms may
    be named by id, name or alias; one that is not known is made.

    Example: moneyloop add invests-in NVIDIA OpenAI --amount '$1B' --source https://example.org/a
    """
    from loader.importing import Options, one_line

    options = Options(allow_small=allow_small, new_firms=new_firms)
    given = {"type": edge_type, "payer": payer, "payee": payee, "source": source, **cells}
    with _problems_as(format_name):
        lines = one_line({name: text for name, text in given.items() if text}, options)
        with _graph_for(lines) as graph:
            _import(graph, "add", lines, options, format_name, dry_run=dry_run, ask=False)


@app.command("remove")
@click.argument("deals", nargs=-1, required=True, metavar="DEAL...")
@click.option("--dry-run", is_flag=True, help="Show what would go; take nothing out.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def remove_command(deals: tuple[str, ...], dry_run: bool, yes: bool) -> None:
    """Take deals out again, by their ids, with all that is stated of them.

    Firms and sources that something else needs stay. A deal that ships comes back with the next
    load.

    Example: moneyloop remove nvidia-openai-letter --dry-run
    """
    from loader.importing import remove
    from loader.write import check_owner

    ask = _asks() and not yes
    with open_graph() as graph:
        check_owner(graph, accept_foreign=False)
        if dry_run or ask:
            say(f"Would take out: {receipts.changes(remove(graph, deals, keep=False))}.")
        if dry_run:
            return
        if ask and not click.confirm("Take this out?", err=True):
            say("nothing was taken out")
            return
        say(f"Taken out: {receipts.changes(remove(graph, deals, keep=True))}.")


@app.command("imports")
@_output_options
def imports_command(format_name: str | None, output: Path | None) -> None:
    """List what import, add and remove changed, the newest first.

    Example: moneyloop imports
    """
    with open_graph() as graph:
        rows = graph.read((query("lookup/imports"), {}))[0]
    _put_out(rows, format_name, output, About("Imports"))


@app.command("scan")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--payer", metavar="COLUMN", help="Who pays. [default: payer, from …]")
@click.option("--payee", metavar="COLUMN", help="Who is paid. [default: payee, to …]")
@click.option("--amount", metavar="COLUMN", help="How much. [default: amount, if there is one]")
@click.option("--date", "day", metavar="COLUMN", help="When. [default: date, if there is one]")
@click.option("--delimiter", metavar="CHAR", help="Of CSV. [default: , ; | or tab, as it is]")
@click.option(
    "--min-hops",
    type=click.IntRange(2, 6),
    default=2,
    show_default=True,
    help="Accounts on a loop, at least.",
)
@click.option(
    "--max-hops",
    type=click.IntRange(2, 6),
    default=3,
    show_default=True,
    help="Accounts on a loop, at most.",
)
@click.option("--min-amount", metavar="NUMBER", help="Leave out smaller payments.")
@click.option(
    "--in-time-order",
    is_flag=True,
    help="Follow single payments, none earlier than the one before.",
)
@click.option(
    "--within-days",
    metavar="N",
    type=click.IntRange(min=0),
    help="From the first payment to the last; implies --in-time-order.",
)
@click.option(
    "--keep",
    metavar="R",
    help="A part from 0 to 1: each payment is at least R of the "
    "one before, and at most the one before / R; implies --in-time-order.",
)
@click.option("--type-column", metavar="COLUMN", help="What a payment is; adds a column types.")
@click.option(
    "--starts-with",
    metavar="TYPES",
    help="Only loops that start with a payment of such a type, as loan,shares.",
)
@click.option(
    "--returns-as",
    metavar="TYPES",
    help="Only loops on which the money returns with such a type, as sale.",
)
@click.option(
    "--top",
    metavar="N",
    type=click.IntRange(min=1),
    help="Only the N loops whose weakest hop is largest.",
)
@click.option(
    "--most",
    metavar="N",
    type=click.IntRange(min=1),
    default=20_000_000,
    show_default=True,
    help="Give up where there are more loops of one length.",
)
@click.option("--memory", metavar="SIZE", help="Such as 4GB. [default: 80 % of the machine's]")
@click.option(
    "--bad-rows",
    metavar="FILE",
    type=_FileToWrite(),
    help="For rows that are no payments, as CSV. [default: beside --output]",
)
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice(["parquet", "csv", "jsonl"], case_sensitive=False),
    help="[default: as --output ends, else csv]",
)
@click.option(
    "--output",
    "-o",
    type=_FileToWrite(),
    help="Write to this file: .parquet, .csv or .jsonl.",
)
def scan_command(
    files: tuple[str, ...], payer: str | None, payee: str | None, amount: str | None,
    day: str | None, delimiter: str | None, min_hops: int, max_hops: int,
    min_amount: str | None, in_time_order: bool, within_days: int | None, keep: str | None,
    type_column: str | None, starts_with: str | None, returns_as: str | None,
    top: int | None, most: int, memory: str | None, bad_rows: Path | None,
    format_name: str | None, output: Path | None,
) -> None:  # fmt: skip
    """Find loops in a ledger: CSV or Parquet files, folders of them, or patterns.

    The payments between two accounts count as one hop, unless they are followed in order of time.
    Each loop is told once, as accounts, hops, payments, amounts, weakest, first, last and days.
    No Neo4j is needed. A loop that is found is structure, not evidence of wrongdoing.

    Example: moneyloop scan transfers.csv --payer src --payee dst --max-hops 4 -o loops.parquet
    """
    from scan.request import memory_size, request

    if min_hops > max_hops:
        raise click.UsageError(f"--min-hops {min_hops} is more than --max-hops {max_hops}")
    endings = {".parquet": "parquet", ".csv": "csv", ".jsonl": "jsonl"}
    if format_name is None:
        if output and output.suffix.lower() not in endings:
            raise click.UsageError(f"{output.name} ends in none of {', '.join(endings)}")
        format_name = endings[output.suffix.lower()] if output else "csv"
    if format_name == "parquet" and output is None:
        raise click.UsageError("parquet wants a file; say --output FILE")
    try:
        size = memory_size(memory) if memory else None
        wanted = request(
            payer=payer, payee=payee, amount=amount, date=day, min_hops=min_hops,
            max_hops=max_hops, min_amount=min_amount, in_time_order=in_time_order,
            within_days=within_days, keep=keep, top=top, most=most,
            type_column=type_column, starts_with=starts_with, returns_as=returns_as,
        )  # fmt: skip
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    from contextlib import closing

    from scan.duck import Duck
    from scan.files import find
    from scan.run import scan
    from scan.summary import Summary

    try:
        found_files = find(files, delimiter)
    except NoFiles as error:
        raise click.UsageError(str(error)) from error
    with closing(Duck(size)) as engine, progress() as tell:
        found = scan(engine, found_files, wanted, tell)
        summary = Summary()
        _write_loops(summary.watch(engine.batches(found.table)), found, format_name, output)
        if found.bad:
            aside = bad_rows or (output or Path("scan")).with_suffix(".bad.csv")
            _write_bad_rows(engine, found, aside)
    _tell_scan(found, summary, output)


def _write_loops(
    batches: Iterator[Any], found: Found, format_name: str, output: Path | None
) -> None:
    from scan.output import write

    if output is None:
        write(batches, found.schema, format_name, sys.stdout.buffer)
        return
    try:
        with whole(output) as opened:
            write(batches, found.schema, format_name, opened)
    except OSError as error:
        raise click.UsageError(
            f"{output} cannot be written ({error.strerror}); name another file with --output"
        ) from error


def _write_bad_rows(engine: Engine, found: Found, aside: Path) -> None:
    from scan.output import write_bad_rows

    try:
        with whole(aside) as opened:
            write_bad_rows(engine.batches(found.bad_rows), found.broken, opened)
    except OSError as error:
        raise click.UsageError(
            f"{aside} cannot be written ({error.strerror}); name another file with --bad-rows"
        ) from error
    say(f"{receipts.counted(found.bad, 'row')} cannot be read as payments: see {aside}")


def _tell_scan(found: Found, summary: Summary, output: Path | None) -> None:
    left_out = [
        f"{count:,} {what}"
        for count, what in ((found.to_self, "to oneself"), (found.small, "below --min-amount"))
        if count
    ]
    more = f" (left out: {', '.join(left_out)})" if left_out else ""
    say(f"{receipts.counted(found.payments, 'payment')}{more}")
    columns = ("hops", "loops", "accounts", "largest weakest hop")
    say(click.unstyle(render(Rows(columns, tuple(summary.rows())), "table")).rstrip("\n"))
    if output:
        say(f"written to {output}")


@app.command("browser")
@click.option(
    "--scripts",
    metavar="FILE.zip",
    type=_FileToWrite(),
    help="Write the saved scripts, to be dropped on any Neo4j Browser; no server is needed.",
)
@click.option(
    "--build", "folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
    help="Make the Browser that docker-compose.yml mounts; no server is needed.",
)  # fmt: skip
def browser_command(scripts: Path | None, folder: Path | None) -> None:
    """Open Neo4j Browser, with a guide, a style and all reports as saved scripts.

    Without a display it tells where Browser is and how to log in.

    Example: moneyloop browser
    """
    if scripts:
        _write_scripts(scripts)
    if folder:
        _build_browser(folder)
    if scripts or folder:
        return
    if names_a_server():
        say(
            "NEO4J_URI names a server; where its Neo4j Browser is, its keeper knows. The reports as"
        )
        say("saved scripts for it: moneyloop browser --scripts FILE.zip")
        return
    from browser.opening import open_page
    from browser.place import archive_of, is_current

    with progress() as tell:
        private_address(home(), tell)
    running = server.find(home())
    if running is None:
        return
    _tell_browser(running)
    if not is_current(archive_of(home())):
        say("it was started by another release of moneyloop, whose guide it shows;")
        say("`moneyloop server stop`, then `moneyloop browser` shows that of this one")
    if open_page(running.connect_url):
        say("opened in your web browser")


def _tell_browser(running: server.Running) -> None:
    click.echo(f"Neo4j Browser: {running.connect_url}")
    click.echo(f"  user {server.USER}, password in {home().password}")


def _write_scripts(file: Path) -> None:
    from browser.scripts import as_zip, scripts

    if file.suffix.lower() != ".zip":
        raise click.UsageError(f"{file.name} does not end in .zip, and Browser takes no other")
    own = os.environ.get("MONEYLOOP_REPORTS")
    made = scripts(Path(own) if own else None)
    try:
        file.write_bytes(as_zip(made))
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written ({error.strerror})") from error
    say(f"{len(made)} scripts in {file}; drop it on the window of Neo4j Browser")


def _build_browser(folder: Path) -> None:
    from browser.archive import NAME
    from browser.place import place

    try:
        with progress() as tell:
            made = place(folder / NAME, home(), tell)
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be written ({error.strerror})") from error
    say(f"{folder / NAME} {'is made' if made else 'stands there already, as it should be'}")


@app.group("server")
def server_group() -> None:
    """Start, stop or look at the private Neo4j.

    Example: moneyloop server status
    """


def _check_private() -> None:
    if names_a_server():
        raise click.UsageError(
            "NEO4J_URI names a server, so the private one is left alone; unset NEO4J_URI first"
        )


@server_group.command()
def start() -> None:
    """Start the private Neo4j, fetching it first if need be.

    Example: moneyloop server start
    """
    _check_private()
    with progress() as tell:
        running = server.start(home(), tell)
    say(f"the private Neo4j runs at {running.uri}")


@server_group.command()
def stop() -> None:
    """Stop the private Neo4j; its data stays.

    Example: moneyloop server stop
    """
    _check_private()
    say("stopped" if server.stop(home()) else "no private Neo4j was running")


@server_group.command()
@click.option(
    "--format", "-f", "format_name", default="text", show_default=True,
    type=click.Choice(["text", "json"], case_sensitive=False),
    help="json is for programs, which find there how to log in.",
)  # fmt: skip
def status(format_name: str) -> None:
    """Tell whether the private Neo4j runs, and where everything is.

    Example: moneyloop server status
    """
    _check_private()
    running = server.find(home())
    if format_name == "json":
        where = {
            "state": "running" if running else "stopped",
            "bolt": running.uri if running else None,
            "browser": running.browser if running else None,
            "user": server.USER,
            "password_file": str(home().password),
            "home": str(home().root),
            "log": str(home().log),
        }
        click.echo(json.dumps(where))
        return
    click.echo(f"state     {'running' if running else 'stopped'}")
    if running:
        click.echo(f"process   {running.pid}")
        click.echo(f"bolt      {running.uri}")
        click.echo(f"browser   {running.browser}")
    click.echo(f"home      {home().root}")
    click.echo(f"data      {server.data_bytes(home()) / 1_000_000:.1f} MB")
    click.echo(f"log       {home().log}")


@server_group.command()
@click.option(
    "--lines",
    "-n",
    default=50,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many lines.",
)
def logs(lines: int) -> None:
    """Print the last lines of the private Neo4j's log.

    Example: moneyloop server logs -n 200
    """
    _check_private()
    found = server.log_lines(home(), lines)
    for line in found:
        click.echo(line)
    if not found:
        say("there is no log yet; `moneyloop server start` begins one")


if __name__ == "__main__":
    main()
