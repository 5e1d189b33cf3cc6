"""``keyroll list``: print rows of the inventory, of events, of findings and of other kinds."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from keyroll import plugins
from keyroll.api import LIMIT, PIVOTS, Keyroll, Listed, Narrow, Times
from keyroll.cli.root import TimeParameter, shared
from keyroll.cli.screen import data, json_lines, listed_lines, show, show_list, tell, tell_count, width, write_file
from keyroll.cli.together import together
from keyroll.errors import OK, UsageError
from keyroll.report.document import Document, Gap, Line, Table
from keyroll.report.format import Format
from keyroll.report.words import in_home

_FORMATS: Final = "keyroll.report.formats"
_LISTS: Final = "keyroll.report.lists"
#: A document with missing rows would be wrong: a format for other programs gets all rows, and so does a file.
ALL = 10_000_000
#: Lists with more rows do not count the rows for which a condition is unknown.
_LARGE: Final = frozenset({"events", "evidence", "findings"})
_TEXT: Final = re.compile(r"'[^']*'")
_WORD: Final = re.compile(r"[a-z_][a-z0-9_]*")
DAY_ENDS = TimeParameter(end_of_day=True)


class ListCommand(click.Command):
    """A command whose help describes the list that is given beside ``--help``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find the given list before the options are read, because help is the first of them."""
        ctx.meta["keyroll.list"] = next((one for one in args if one in plugins.names(_LISTS)), "")
        return super().parse_args(ctx, args)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write examples for the given list, or the available lists."""
        from keyroll.api import LISTS

        kind = ctx.meta.get("keyroll.list", "")
        with formatter.section(f"Examples for {kind}" if kind else "Kinds"):
            if not kind:
                formatter.write_dl([(name, one.title) for name, one in LISTS.items()])
            for where in LISTS[kind].examples if kind else ():
                formatter.write_text(f'keyroll list {kind} --where "{where}"')


class OcsfClass(click.ParamType[str]):
    """A class of OCSF that any list supports; the available classes are only read if one is given."""

    name = "CLASS"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return an available class; fail with the available ones."""
        from keyroll.report.formats.ocsf import classes

        return click.Choice(classes()).convert(value, param, ctx)


def _times(command: click.decorators.FC) -> click.decorators.FC:
    """Add the options for the time of the list, and its span."""
    for option in (
        click.option("--until", type=DAY_ENDS, help="Only rows up to this time."),
        click.option("--since", type=TimeParameter(), help="Only rows from this time on."),
        click.option("--known-at", type=DAY_ENDS, help="As recorded here by this time."),
        click.option("--at", type=DAY_ENDS, help="As observed by this time; a date is its end."),
    ):
        command = option(command)
    return command


def _hunting(command: click.decorators.FC) -> click.decorators.FC:
    """Add the options for hunting by hand: a SELECT, a story's events, pivots."""
    for option in (
        click.option("--by", type=click.Choice(list(PIVOTS)), help="All events with the same …"),
        click.option("--pivot", default="", metavar="ID", help="… as behind this finding, story or event."),
        click.option("--story", default="", metavar="ID", help="Only the events behind this story."),
        click.option("--sql", default="", metavar="SELECT|FILE", help="One SELECT of your own over all relations."),
    ):
        command = option(command)
    return command


@click.command("list", cls=ListCommand)
@click.argument("kind", metavar="KIND", required=False, default="")
@click.option("--where", default="", help="A condition in SQL over the list's columns.")
@click.option("--facet", "facets", multiple=True, metavar="COLUMN", help="Count rows by a column's values.")
@click.option("--open", "row", metavar="ID", help="Show a row's observations: file, record, hash.")
@click.option("--columns", is_flag=True, help="Print the list's columns and their types instead.")
@_hunting
@_times
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", *plugins.names(_FORMATS)]),
    default="table",
    show_default=True,
    help="Format of the rows.",
)
@click.option("--class", "ocsf", type=OcsfClass(), default=None, help="Class of OCSF.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@click.option("--limit", type=click.IntRange(1), help=f"Most rows. [default: {LIMIT:,}; all in a file]")
@shared
@together(
    needs=dict.fromkeys(
        (
            *("--where", "--facet", "--open", "--columns", "--sql", "--story", "--pivot", "--by", "--at", "--known-at"),
            *("--since", "--until", "--format", "--class", "--output", "--limit"),
        ),
        "KIND",
    ),
    excludes={
        "--sql": "--since --until",
        "--open": "--where --columns --output --class --story --pivot --by",
        "--columns": "--format --class --output --limit",
        "--facet": "--story --pivot --by",
    },
)
def list_(
    kind: str,
    where: str,
    facets: tuple[str, ...],
    row: str | None,
    columns: bool,
    sql: str,
    story: str,
    pivot: str,
    by: str | None,
    at: datetime | None,
    known_at: datetime | None,
    since: datetime | None,
    until: datetime | None,
    form: str,
    ocsf: str | None,
    output: Path | None,
    limit: int | None,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Print the rows of one KIND of list.

    \b
    keyroll list credentials --where "owner is null" --facet kind
    keyroll list credentials --at 2026-10-18 --format csv -o keyroll.csv
    keyroll list changes --since 2026-10-01
    keyroll list events --sql "SELECT src_ip, count(*) FROM events GROUP BY ALL"
    keyroll list events --story 1f0c2a --format csv -o story.csv
    keyroll list events --pivot 1f0c2a --by address
    keyroll list KIND --help      examples for that list
    keyroll list                  the available kinds

    On a terminal the table fits the screen. Elsewhere nothing is cut: one row a
    line, tabs between the cells (grep, cut -f, duckdb). --json is for jq.
    """
    if not kind:
        return _kinds(as_json=as_json)
    form = "json" if as_json else form
    narrow = Narrow(story, pivot, by or "")
    _fits(form, ocsf, facets, row)
    _goes_with(kind, sql, narrow, others=bool(where or facets or row is not None))
    keyroll, times = Keyroll.open(home, now=now, create=False), Times(at, known_at, since, until)
    if row is not None:
        _opened(keyroll, kind, row, times, limit or LIMIT, as_json=form == "json")
        return OK
    most = limit or (ALL if output or (form != "table" and _format(form).whole) else LIMIT)
    if sql:
        listed = keyroll.inventory.selected(_query(sql), kind=kind, limit=most, times=times)
    elif pivot and not by:
        listed = keyroll.inventory.pivots(pivot, limit=most, times=times)
    elif facets:
        listed = keyroll.inventory.facets(kind, facets, where=where, limit=most, times=times)
    else:
        most = 1 if columns else most
        listed = keyroll.inventory.listed(
            kind,
            where=where,
            limit=most,
            times=times,
            narrow=narrow,
            only_shown=form == "table" and not where,
            count_unknown=form == "table" and kind not in _LARGE,
        )
    if columns:
        show(Document([Table(("column", "type"), tuple(listed.types.items()))]))
        return OK
    if where and not listed.rows:
        listed = replace(listed, title=f"{listed.title} that meet the condition")
    asked = where if form == "table" and not (sql or facets or pivot) else ""
    _print(listed, form, ocsf or "", output, home, _asked_for(listed, asked))
    return OK


def _asked_for(listed: Listed, where: str) -> tuple[str, ...]:
    """Return the columns of a condition that the table does not show, so that they are shown."""
    words = dict.fromkeys(_WORD.findall(_TEXT.sub(" ", where)))
    return tuple(word for word in words if word in listed.types and word not in (*listed.shown, "id"))


def _tell_unknown(listed: Listed, home: Path) -> None:
    """Print the number of rows for which the condition is unknown: they may match."""
    if listed.unknown:
        tell(f"{listed.unknown:,} more may meet the condition: its value is unknown for them")
    elif listed.unknown is not None and not listed.rows:
        tell(f"no read row matches; unread data is not included: {in_home('keyroll list sources', home)}")


def _kinds(*, as_json: bool) -> int:
    """Print the available lists."""
    from keyroll.api import LISTS

    rows = [(name, one.title) for name, one in LISTS.items()]
    if as_json:
        json_lines("list", ({"name": name, "title": title} for name, title in rows))
    else:
        show(Document([Table(("kind", "what"), tuple(rows)), Gap(), Line("next: keyroll list credentials")]))
    return OK


def _format(name: str) -> Format:
    """Return a format by its name; the other formats are not loaded. Raises UsageError."""
    form = plugins.one(_FORMATS, name, "FORMAT", Format)
    if form is None:
        raise UsageError(f"there is no format {name!r}", hint=f"known: {', '.join(plugins.names(_FORMATS))}")
    return form


def _fits(form: str, ocsf: str | None, facets: tuple[str, ...], row: str | None) -> None:
    """Refuse options that exclude each other. Raises UsageError."""
    if ocsf and form != "ocsf":
        raise UsageError("--class is a class of OCSF", hint="add: --format ocsf")
    if (facets or row is not None) and form in ("ocsf", "cyclonedx"):
        raise UsageError(f"only whole rows have a form in {form}", hint="leave out --facet and --open")
    if row is not None and (form == "csv" or facets):
        raise UsageError(
            "--open shows one row's observations", hint="leave out --facet and --format; --json is allowed"
        )


def _goes_with(kind: str, sql: str, narrow: Narrow, *, others: bool) -> None:
    """Refuse options of a hunt that exclude each other. Raises UsageError."""
    if narrow.by and not narrow.pivot:
        raise UsageError("--by needs a pivot", hint="add: --pivot ID, of a finding, a story or an event")
    if (narrow.story or narrow.pivot) and kind != "events":
        raise UsageError("--story and --pivot return events", hint="keyroll list events --story ID")
    if narrow.story and narrow.pivot:
        raise UsageError("a story's events, or a pivot, but not both", hint="to pivot on a story: --pivot ID --by …")
    if narrow.pivot and not narrow.by and others:
        raise UsageError("without --by this shows the attributes to pivot on", hint="add: --by address")
    if sql and (others or narrow.story or narrow.pivot):
        raise UsageError("--sql is the whole query", hint="write conditions and counts into the SELECT")


def _query(sql: str) -> str:
    """Return the SELECT: the text itself, or that of a file. Raises UsageError."""
    if "\n" in sql or " " in sql or not Path(sql).is_file():
        return sql
    try:
        return Path(sql).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{sql} cannot be read: {error}", hint="name a file, or write the SELECT itself") from None


def _opened(keyroll: Keyroll, kind: str, row: str, times: Times, limit: int, *, as_json: bool) -> None:
    from keyroll.report.trace import trace_document

    one, observations = keyroll.inventory.traced(kind, row, limit=limit, times=times)
    if as_json:
        names = ("at", "what", "source", "part", "is_log", "file", "record", "sha256", "raw", "lost")
        json_lines(
            "observation", ({"id": one} | {name: getattr(each, name) for name in names} for each in observations)
        )
    else:
        show(trace_document(one, observations))
    lost = sum(not each.sha256 for each in observations)
    tell(f"{len(observations):,} observations" + (f", {lost:,} of them without their raw record" if lost else ""))


def _print(listed: Listed, form: str, ocsf: str, output: Path | None, home: Path, asked: tuple[str, ...] = ()) -> None:
    """Print a list in a format, or write it to a file atomically; a screen shows the columns of ``asked``.

    Off a terminal the columns of a list stay in place.
    """
    table = output is None and form == "table"
    if table:
        tell_count(listed)
        show_list(replace(listed, shown=(*listed.shown[:2], *asked, *listed.shown[2:])) if width() else listed)
        _tell_unknown(listed, home)
        if listed.lacks:
            tell(listed.lacks)
        if listed.then:
            tell(f"next: {in_home(listed.then, home)}")
    elif output is None:
        for piece in _pieces(listed, form, ocsf):
            data(piece)
    else:
        write_file(output, (piece.encode() for piece in _pieces(listed, form, ocsf)))
    if not table:
        tell_count(listed)
    if output is not None:
        tell(f"written to {output}")


def _pieces(listed: Listed, form: str, ocsf: str) -> Iterator[str]:
    if form == "table":
        return listed_lines(listed)
    return _format(form).write(listed, ocsf)


COMMAND = list_
