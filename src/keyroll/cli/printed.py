"""``keyroll report NAME``: printable reports, each a command by its name; discovery finds them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from keyroll import plugins
from keyroll.api import Keyroll
from keyroll.cli.root import shared
from keyroll.cli.screen import json_lines, show, tell, write_file
from keyroll.errors import OK
from keyroll.report.document import Document
from keyroll.report.renderer import RENDERERS, Renderer, renderers
from keyroll.report.reporting import REPORTS, named

Command = TypeVar("Command", bound=Callable[..., Any])
#: The form that ``--json`` prints; as a file it has another option.
_AS_JSON = "json"


def forms(command: Command) -> Command:
    """Add an option for each form of a printed document: ``--html FILE``; ``--json-file FILE`` for the tree."""
    for name, renderer in sorted(renderers().items(), reverse=True):
        option = f"--{name}-file" if name == _AS_JSON else f"--{name}"
        command = click.option(
            option,
            name,
            metavar="FILE",
            type=click.Path(path_type=Path, dir_okay=False),
            help=f"Write {renderer.about}.",
        )(command)
    return command


def write_forms(document: Document, files: Mapping[str, Path | None]) -> int:
    """Write a document in every requested form. Raises UsageError."""
    for name, place in files.items():
        renderer = plugins.one(RENDERERS, name, "RENDERER", Renderer)
        if place is not None and renderer is not None:
            write_file(place, [renderer.render(document)])
            tell(f"written to {place}")
    return OK


class PrintedReports(click.Group):
    """The reports with commands of their own, and every printable one by its name; loaded on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names."""
        return sorted({*super().list_commands(ctx), *plugins.names(REPORTS)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name, or None."""
        own = super().get_command(ctx, cmd_name)
        if own or cmd_name not in plugins.names(REPORTS):
            return own
        return _command(cmd_name)


def _command(name: str) -> click.Command:
    report = named(name)
    said = plugins.about(REPORTS, name)
    subject = f" {report.subject}" if report.subject else ""
    text = (
        f"{said}\n\nFor {report.audience}. Without a file it is printed here.\n\n\b\n"
        f"keyroll report {name}{subject} --html {name}.html"
    )

    def run(home: Path, as_json: bool, now: datetime | None, subject: str = "", **files: Path | None) -> int:  # noqa: FBT001 - a flag is a parameter of its command
        document = Keyroll.open(home, now=now, create=False).reports.document(name, subject)
        if any(files.values()):
            return write_forms(document, files)
        if as_json:
            # Imported on use: one form of several.
            from keyroll.report.renderers.json import report_object

            json_lines("report", [report_object(document)])
        else:
            show(document)
        return OK

    command = click.command(name, help=text)(forms(shared(run)))
    if report.subject:
        command.params.insert(0, click.Argument(["subject"], required=False, default="", metavar=report.subject))
    return command
