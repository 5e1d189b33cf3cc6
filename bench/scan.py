"""Plants 200 secrets of 20 kinds from a seed, scans, and counts: ``python bench/scan.py --seeds 1-3``.

Prints a Markdown table for each seed: secrets found, places found, secrets joined to the right credential, false
values, seconds.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from keyroll.api import Keyroll
from keyroll.intake.masking.mask import key_id
from keyroll.providers.scan.survey import fingerprint_identifier
from keyroll.secret import Secret
from planted_tree import Tree, make

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def judge(tree: Tree, keyroll: Keyroll) -> dict[str, Any]:
    """Return the counts of one scanned tree."""
    key = keyroll.home.install_key()
    by_identifier = {
        fingerprint_identifier(Secret(one.value.encode()).fingerprint(key, key_id(key))).text: one
        for one in tree.plants
    }
    seen: dict[str, set[str]] = defaultdict(set)
    ids: dict[str, set[str]] = defaultdict(set)
    rows = keyroll.inventory.listed("locations", limit=100_000).rows
    names = {row["identifier"] for row in rows}
    with keyroll.home.session() as session:
        keyroll.home.lake.view(session, "inventory/identifiers", "identifiers")
        known = {str(one): name for one, name in session.tuples("SELECT identifier, id FROM identifiers")}
    for row in rows:
        place = str(row["place"])
        kind = str(row["kind"])
        shown = f"{kind}:{place}" if kind in ("wiki_page", "ticket") else place.partition(":")[0].removeprefix("code/")
        seen[str(row["identifier"])].add(("history:" if kind == "git_history" else "") + shown)
        ids[str(row["identifier"])].add(str(row["id"]))
    missed, places, missed_places, wrong = Counter[str](), 0, Counter[str](), Counter[str]()
    for identifier, plant in by_identifier.items():
        places += len(plant.places)
        for place in plant.places:
            if place.removeprefix("code:") not in seen[identifier]:
                missed_places[f"{plant.kind} {place.partition(':')[0]}"] += 1
        if identifier not in names:
            missed[plant.kind] += 1
        elif len(ids[identifier]) != 1 or (plant.joins and ids[identifier] != {known.get(plant.joins)}):
            wrong[f"{plant.kind}: {sorted(ids[identifier])}"] += 1
    false = names - by_identifier.keys()
    return {
        "planted": len(by_identifier), "missed": missed, "places": places, "missed places": missed_places,
        "wrongly joined": wrong, "false": len(false), "met": len(names),
        "false rows": [row for row in rows if row["identifier"] in false],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1-3")
    parser.add_argument("--show", action="store_true", help="name the missed, wrongly joined and false values")
    chosen = parser.parse_args()
    first, _, last = chosen.seeds.partition("-")
    print("| seed | planted | found | joined rightly | places | places found | values met | false | scan s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for seed in range(int(first), int(last or first) + 1):
        with tempfile.TemporaryDirectory() as folder:
            tree = make(Path(folder), seed)
            keyroll = Keyroll.open(Path(folder) / "home", now=NOW)
            keyroll.exports.sync(tree.exports)
            begun = time.perf_counter()
            summary, _ = keyroll.exports.scan(
                [str(tree.root / "code"), str(tree.root / "wiki"), str(tree.root / "jira")]
            )
            took = time.perf_counter() - begun
            for one in summary.scans:
                if one.because:
                    print(one.source, one.because, file=sys.stderr)
            told = judge(tree, keyroll)
        missed, wrong = sum(told["missed"].values()), sum(told["wrongly joined"].values())
        found = told["planted"] - missed
        lost = sum(told["missed places"].values())
        print(
            f"| {seed} | {told['planted']} | {found / told['planted']:.1%} | {(found - wrong) / told['planted']:.1%} | "
            f"{told['places']} | {(told['places'] - lost) / told['places']:.1%} | {told['met']} | "
            f"{told['false'] / told['met']:.1%} | {took:.1f} |",
            flush=True,
        )
        if chosen.show:
            print(told["missed"], told["missed places"], told["wrongly joined"], sep="\n")
            for row in told["false rows"]:
                print(row["kind"], row["place"], row["id"])


if __name__ == "__main__":
    main()
