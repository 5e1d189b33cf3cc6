"""Writes an export folder of a few thousand records: listings by date, and files beside it that must be scanned."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from keyroll.model.earlier import with_earlier
from keyroll.model.json import Json
from keyroll.replay.folder import Folder


@dataclass(slots=True)
class ExportFolder:
    """A folder of exports; ``records`` counts the written records."""

    folder: Folder
    records: int = 0

    @classmethod
    def new(cls, out: Path) -> "ExportFolder":
        """Make the folder. Raises UsageError if it is not empty."""
        return cls(Folder.new(out, 0))

    def survey(self, source: str, day: datetime, endpoint: str, pages: Sequence[Json], records: int) -> None:
        """Write the pages of an endpoint as of a day."""
        self.folder.survey(source, f"{day:%Y-%m-%d}", f"{endpoint}.json", (json.dumps(page).encode() for page in pages))
        self.records += records

    def table(self, source: str, day: datetime, endpoint: str, rows: Sequence[Mapping[str, str]]) -> None:
        """Write a table with its header, as CSV."""
        path = self.folder.survey_file(source, f"{day:%Y-%m-%d}", f"{endpoint}.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        self.records += len(rows)

    def truth(self, exposed: Iterable[str], survivors: Mapping[str, str]) -> Path:
        """Write the truth file beside the folder: the exposed credentials, and each survivor with its reason."""
        left = [{"identifier": identifier, "reason": reason} for identifier, reason in sorted(survivors.items())]
        body = {"exposed": [{"identifier": identifier} for identifier in sorted(exposed)], "survivors": left}
        return self._beside("truth.json", with_earlier(body))

    def beside(self, name: str, body: Json) -> Path:
        """Write a file to be scanned outside the exports."""
        return self._beside(f"{name}/{name}.json", body)

    def _beside(self, name: str, body: object) -> Path:
        root = self.folder.root
        path = root.parent / f"{root.name}.{name}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
        return path
