"""``python -m scenarios [NAME]``: lists the scenarios, writes one as exports, or syncs and hunts it."""

import argparse
from pathlib import Path

import click

from keyroll.cli.screen import progress, show, tell
from keyroll.report.story import hunted
from scenarios import play, scenario_home, scenarios


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m scenarios", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("name", nargs="?", help="a scenario; without one all are listed")
    parser.add_argument("--out", type=Path, help="only write the exports there")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    parser.add_argument("--home", type=Path, default=Path(".keyroll"), help="default: .keyroll")
    arguments = parser.parse_args()
    if not arguments.name:
        for name, one in scenarios().items():
            click.echo(f"{name:24} {one.company.name:12} {'surge' if one.surge else 'intrusion':10} {one.title}")
    elif arguments.out:
        written = play(arguments.name, arguments.out, seed=arguments.seed)
        tell(f"{written.records:,} records in {written.files:,} files; the truth is in {written.truth}")
    else:
        _hunt(arguments.name, arguments.seed, arguments.home / "scenarios" / f"{arguments.name}-seed{arguments.seed}")


def _hunt(name: str, seed: int, folder: Path) -> None:
    with progress("writing") as bar:
        keyroll, exports = scenario_home(folder, name, seed=seed, progress=bar)
    with progress("reading") as bar:
        keyroll.exports.sync(exports, progress=bar)
    with progress("hunting") as bar:
        found = keyroll.hunt.run(progress=bar)
    show(hunted(found, keyroll.browse.names()))
    tell(f"next: keyroll hunt --json --home {folder / 'home'}; the truth is in {folder / 'truth.json'}")


if __name__ == "__main__":
    main()
