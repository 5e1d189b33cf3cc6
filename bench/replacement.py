"""Times a plan of many static credentials and the count of their share, in seconds of one processor.

python bench/replacement.py 5000
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from keyroll.api import Keyroll


def main() -> None:
    """Plan this many roles of a database, write the texts of each, and count the share."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    roles = [{"rolname": f"shop{one}", "rolcanlogin": True, "rolvaliduntil": None} for one in range(number)]
    with tempfile.TemporaryDirectory() as folder:
        survey = Path(folder) / "exports" / "postgresql@main" / "survey"
        survey.mkdir(parents=True)
        (survey / "roles.json").write_text(json.dumps(roles))
        keyroll = Keyroll.open(Path(folder) / "home")
        keyroll.exports.sync(Path(folder) / "exports")
        begun = time.process_time()
        planned = keyroll.replacements.plan()
        made = time.process_time()
        texts = sum(len(one.best.parts) for one in planned if one.best)
        written = time.process_time()
        share = keyroll.inventory.lifetimes()
        print(f"{len(planned):,} planned in {made - begun:.2f} s, {texts:,} texts in {written - made:.2f} s")
        print(f"{share.words} in {time.process_time() - written:.2f} s")


if __name__ == "__main__":
    main()
