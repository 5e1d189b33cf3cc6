"""Records the results that a change must keep, and compares two such records.

python bench/compare.py record FILE.json[.gz] [--plays thanksgiving@0.02 ci-token …] [--src FOLDER] [--work FOLDER]
python bench/compare.py compare BEFORE AFTER [--rename FILE.json] [--allow FILE.json] [--first 5]

A record holds, for each run of ``keyroll replay`` (all runs, if none is named; ``@`` gives a scale), every row of
every list, the output of a hunt, the estimate, and the items of each incident before and after they are proven, each
part sorted and with a digest. Only the command line is used, so that any two versions can be compared: ``--src`` names
the folder of the code that runs. Values that differ in every run are left out: the folder, and the times of recording.

``--rename`` maps words of BEFORE to words of AFTER, in names of runs, parts and members and in texts: {"old": "new"},
or {"keys": {…}, "values": {…}} if a word is only a name, or only a text. ``--allow`` lists expected differences,
each with its reason: [{"part": "findings", "play": "*", "because": "…", "columns": ["title"]}] leaves columns out on
both sides; "contains": "text" accepts rows that contain the text. Exit 1 for any other difference.
"""

import argparse
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

FORMAT = 1
LEFT_OUT = {"recorded_at", "home", "schema_version"}
ALL_ROWS = str(10**9)
INCIDENTS = "import sys; from pathlib import Path; from keyroll.api import Keyroll; " \
    "print('\\n'.join(Keyroll.open(Path(sys.argv[1])).incidents.names()))"  # fmt: skip
Parts = dict[str, list[str]]


@dataclass(frozen=True)
class Runner:
    """Runs one version of keyroll."""

    src: Path
    work: Path

    def python(self, code: str, *arguments: str) -> tuple[int, str]:
        """Run Python with that version in its path; return its exit code and its output."""
        environment = dict(os.environ, PYTHONPATH=str(self.src), NO_COLOR="1", TZ="UTC", PYTHONHASHSEED="0")
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode in (1, 2, 13):
            sys.exit(f"keyroll {' '.join(arguments)} ended with {done.returncode}: {done.stderr[-2000:]}")
        return done.returncode, done.stdout

    def keyroll(self, *arguments: str) -> tuple[int, str]:
        """Run the command line; a list of all events may take longer than the limit for people."""
        return self.python(
            "import keyroll.cli; from keyroll.store import guard; guard.select.__kwdefaults__['seconds'] = 3600.0; "
            "keyroll.cli.main()",
            *arguments,
        )

    def rows(self, *arguments: str) -> list[str]:
        """Run a command with ``--json``; return its lines, normalised and sorted."""
        code, out = self.keyroll(*arguments, "--json")
        return [f"exit {code}", *sorted(normalised(line, self.work) for line in out.splitlines())]


def normalised(line: str, work: Path) -> str:
    """Return a line of JSON without values that differ in every run."""
    return json.dumps(_clean(json.loads(line.replace(str(work), "WORK"))), sort_keys=True, ensure_ascii=False)


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _clean(one) for name, one in value.items() if name not in LEFT_OUT}
    return [_clean(one) for one in value] if isinstance(value, list) else value


def named(helped: str, heading: str) -> list[str]:
    """Return the names below a heading of a help text."""
    below = helped.partition(f"\n{heading}\n")[2].partition("\n\n")[0]
    return re.findall(r"^  (\S+)", below, re.MULTILINE)


def play(runner: Runner, wanted: str) -> Parts:
    """Play one breach, case or scenario in its own home; return all parts."""
    name, _, scale = wanted.partition("@")
    with tempfile.TemporaryDirectory(dir=runner.work, prefix=f"{name}-") as made:
        inner = Runner(runner.src, Path(made))
        scaled = ("--scale", scale) if scale else ()
        played = inner.rows("replay", name, "--home", made, "--seed", "1", *scaled)
        (settings,) = Path(made).glob("replays/*/home/keyroll.toml")
        home = ("--home", str(settings.parent))
        parts = {"replay": played, "hunt": inner.rows("hunt", *home), "estimate": inner.rows("estimate", *home)}
        for kind in named(inner.keyroll("list", "--help")[1], "Kinds:"):
            parts[f"list {kind}"] = inner.rows("list", kind, "--limit", ALL_ROWS, *home)
        for incident in inner.python(INCIDENTS, home[1])[1].split():
            parts[f"incident {incident}"] = inner.rows("incident", "status", incident, *home)
            inner.rows("incident", "prove", incident, *home)
            parts[f"incident {incident} proven"] = inner.rows("incident", "status", incident, *home)
    return parts


def digest(rows: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def write(path: Path, plays: Mapping[str, Parts]) -> None:
    told = {
        name: {part: {"digest": digest(rows), "count": len(rows), "rows": rows} for part, rows in sorted(parts.items())}
        for name, parts in sorted(plays.items())
    }
    content = json.dumps({"format": FORMAT, "plays": told}, ensure_ascii=False, indent=1).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, 5, mtime=0) if path.suffix == ".gz" else content)


def read(path: Path) -> dict[str, Parts]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    told = json.loads(content)
    if told["format"] != FORMAT:
        sys.exit(f"{path} has format {told['format']}, this program reads {FORMAT}")
    return {name: {part: held["rows"] for part, held in parts.items()} for name, parts in told["plays"].items()}


@dataclass(frozen=True)
class Renaming:
    """Maps old words to new ones."""

    keys: Callable[[str], str]
    values: Callable[[str], str]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Renaming":
        apart = told.keys() <= {"keys", "values"} and all(isinstance(one, dict) for one in told.values())
        keys, values = (told.get("keys", {}), told.get("values", {})) if apart else (told, told)
        return cls(_words(keys), _words(values))

    def row(self, row: str) -> str:
        """Rename the words of a row."""
        if not row.startswith("{"):
            return row
        return json.dumps(self._value(json.loads(row)), sort_keys=True, ensure_ascii=False)

    def parts(self, parts: Parts) -> Parts:
        """Rename the words of a play's parts."""
        return {self.values(part): [self.row(row) for row in rows] for part, rows in parts.items()}

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self.keys(name): self._value(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._value(one) for one in value]
        return self.values(value) if isinstance(value, str) else value


def _words(mapping: Mapping[str, str]) -> Callable[[str], str]:
    if not mapping:
        return lambda text: text
    longest = sorted(mapping, key=len, reverse=True)
    known = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")
    return lambda text: known.sub(lambda found: mapping[found[0]], text)


@dataclass(frozen=True)
class Allowed:
    """An expected difference."""

    because: str
    play: str = "*"
    part: str = "*"
    columns: Sequence[str] = ()
    contains: str = ""

    def fits(self, name: str, part: str) -> bool:
        return fnmatch(name, self.play) and fnmatch(part, self.part)


@dataclass
class Compared:
    """The differences of one part."""

    gone: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    allowed: int = 0


def without(row: str, columns: set[str]) -> str:
    """Return a row without some columns."""
    if not columns or not row.startswith("{"):
        return row
    return json.dumps(
        {n: v for n, v in json.loads(row).items() if n not in columns}, sort_keys=True, ensure_ascii=False
    )


def part_compared(before: Sequence[str], after: Sequence[str], allowed: Sequence[Allowed]) -> Compared:
    """Compare a part's rows as bags, except for allowed differences."""
    columns = {column for one in allowed for column in one.columns}
    passed = [one.contains for one in allowed if one.contains]
    counts: dict[str, int] = {}
    for rows, sign in ((before, -1), (after, 1)):
        for row in rows:
            kept = without(row, columns)
            counts[kept] = counts.get(kept, 0) + sign
    found = Compared()
    for row, count in sorted(counts.items()):
        if count and any(text in row for text in passed):
            found.allowed += abs(count)
        else:
            (found.gone if count < 0 else found.new).extend([row] * abs(count))
    return found


def compare(before: Mapping[str, Parts], after: Mapping[str, Parts], allowed: Sequence[Allowed], first: int) -> int:
    """Print each part that differs with its first rows; return how many do."""
    different = 0
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, {}), after.get(name, {})
        for part in sorted(old.keys() | new.keys()):
            fitting = [one for one in allowed if one.fits(name, part)]
            found = part_compared(old.get(part, ()), new.get(part, ()), fitting)
            if found.allowed:
                print(f"{name}: {part}: {found.allowed} expected differences")
            if not (found.gone or found.new):
                continue
            different += 1
            print(f"{name}: {part}: {len(found.gone)} rows gone, {len(found.new)} rows new")
            for sign, rows in (("-", found.gone), ("+", found.new)):
                for row in rows[:first]:
                    print(f"  {sign} {row[:2000]}")
    parts = sum(len(one) for one in after.values())
    print(f"{different} of {parts} parts of {len(after)} runs differ" if different else f"{parts} parts are the same")
    return different


def record(asked: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(dir=asked.work, prefix="keyroll-compare-") as made:
        runner = Runner(asked.src.resolve(), Path(made))
        wanted = asked.plays or named(runner.keyroll("replay", "--help")[1], "Commands:")
        plays = {}
        for name in wanted:
            plays[name] = play(runner, name)
            write(asked.file, plays)
            print(f"{name}: {sum(map(len, plays[name].values())):,} rows", file=sys.stderr, flush=True)
    return 0


def compared(asked: argparse.Namespace) -> int:
    before, after = read(asked.before), read(asked.after)
    if asked.rename:
        renaming = Renaming.of(json.loads(asked.rename.read_text()))
        before = {
            renaming.values(name): {
                renaming.values(part): list(map(renaming.row, rows)) for part, rows in parts.items()
            }
            for name, parts in before.items()
        }
    if asked.plays:
        before, after = ({name: one[name] for name in asked.plays if name in one} for one in (before, after))
    allowed = [Allowed(**one) for one in json.loads(asked.allow.read_text())] if asked.allow else []
    return 1 if compare(before, after, allowed, asked.first) else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ways = parser.add_subparsers(required=True)
    way = ways.add_parser("record")
    way.add_argument("file", type=Path)
    way.add_argument("--plays", nargs="+", default=[])
    way.add_argument("--src", type=Path, default=Path(__file__).resolve().parents[1] / "src")
    way.add_argument("--work", type=Path, help="where the homes are made; they go away")
    way.set_defaults(run=record)
    way = ways.add_parser("compare")
    way.add_argument("before", type=Path)
    way.add_argument("after", type=Path)
    way.add_argument("--plays", nargs="+", default=[], help="only these")
    way.add_argument("--rename", type=Path)
    way.add_argument("--allow", type=Path)
    way.add_argument("--first", type=int, default=5)
    way.set_defaults(run=compared)
    asked = parser.parse_args()
    sys.exit(asked.run(asked))


if __name__ == "__main__":
    main()
