"""Scans roots and brings the result into the home, each as one survey ``scan@<name>``, endpoint ``copies``."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from keyroll.errors import KeyrollError, UsageError
from keyroll.intake.masking.mask import key_id
from keyroll.intake.scan.lines import lines_of
from keyroll.intake.scan.placing import Root, Scan
from keyroll.intake.scan.root import scan_root
from keyroll.intake.scan.scanner import Scanner, installed
from keyroll.intake.surveys import observations_view
from keyroll.model.source import Source
from keyroll.providers.scan.survey import fingerprint_identifier
from keyroll.store.home import Home
from keyroll.store.raw import chunks
from keyroll.store.session import Session

_LAST_REPORT = "SELECT arg_max(raw, observed_at) FROM observations WHERE source = $source AND entity = 'read'"
_NAMED = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)=(?P<path>.+)")


@dataclass(frozen=True, slots=True)
class Scanned:
    """The result of one scan: its source, places, the identifiers of distinct values, and why it is not complete.

    ``closed`` counts archives that were not opened.
    """

    source: Source
    places: int
    identifiers: frozenset[str]
    because: str = ""
    hint: str = ""
    closed: int = 0


def roots(given: Sequence[str], *, history: bool = True) -> list[Root]:
    """Read ``PATH`` and ``NAME=PATH``; the name is the folder's own by default. Raises UsageError."""
    found = []
    for text in given:
        match = None if Path(text).exists() else _NAMED.fullmatch(text)
        path = Path(match["path"] if match else text)
        if not path.exists():
            raise UsageError(f"{path} does not exist", hint="give a folder, a file, or NAME=PATH after --scan")
        path = path.resolve()
        name = match["name"] if match else re.sub(r"[^A-Za-z0-9._-]+|^[._-]+", "-", path.name).strip("-._") or "root"
        found.append(Root(path, name, history, named=match is not None))
    names = [one.name for one in found]
    twice = next((one for one in names if names.count(one) > 1), "")
    if twice:
        raise UsageError(f"two roots are called {twice}", hint=f"name one of them: --scan other-{twice}=PATH")
    return found


def scan_into(
    home: Home,
    root: Root,
    report: Path,
    *,
    scanner: Scanner | None = None,
    tick: Callable[[int], None] | None = None,
) -> Scanned:
    """Scan a root and write its report, which holds fingerprints and no value, to ``report``."""
    source = Source("scan", root.name)
    key = home.install_key()
    hint = ""
    try:
        scan = scan_root(scanner or installed(home.path / "scanner"), root, tick=tick)
    except KeyrollError as error:
        scan, hint = Scan(root), error.hint
        scan.outcome.fault(str(error))
    identifiers = set()
    with report.open("w", encoding="utf-8") as stream:
        for line in lines_of(scan, key, key_id(key)):
            stream.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
            met = line.get("value")
            if isinstance(met, dict):
                identifiers.add(fingerprint_identifier(str(met["fingerprint"])).text)
    return Scanned(source, len(scan.placed), frozenset(identifiers), scan.outcome.because, hint, scan.outcome.closed)


def root_of(report: Path) -> str:
    """Return the path that an earlier report is about."""
    first = b"".join(chunks(report)).split(b"\n", 1)[0]
    return str(json.loads(first)["scan"]["root"])


def check_root(home: Home, session: Session, root: Root) -> None:
    """Raise UsageError if a root without a given name has the name of another path."""
    observations_view(session, home.lake)
    source = str(Source("scan", root.name))
    ((raw,),) = session.tuples(_LAST_REPORT, {"source": source})
    if raw is None or root.named:
        return
    earlier = root_of(home.raw.find(str(raw)))
    if earlier != str(root.path):
        raise UsageError(
            f"{source} is {earlier} in this home", hint=f"give the other one a name: --scan NAME={root.path}"
        )
