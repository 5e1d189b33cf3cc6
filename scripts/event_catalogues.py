"""Writes the event types of vendors with their effects: ``src/keyroll/providers/<name>/events.csv``.

python scripts/event_catalogues.py [PROVIDER …] [--add PROVIDER SOURCE FILE]

Each type of a table is judged again: by ``event_overrides.csv`` if a person has reviewed it, else by the words in its
name (``keyroll.providers._event_words``). ``--add`` puts the names in a file, one a line, into a table, under a source
that the table declares. The names of AWS and Google Cloud come from the vendors' own descriptions in botocore and
google-api-python-client, which the development environment installs. Types of these that read, are ordinary or have
little weight are one row for each service, whose words decide.
"""

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import metadata, resources
from pathlib import Path

from keyroll.providers._event_words import ByWords, by_words
from keyroll.providers.contracts.events import COLUMNS, event_catalogue

PROVIDERS = Path("src/keyroll/providers")
OVERRIDES = Path("scripts/event_overrides.csv")
#: Services of Google Cloud whose methods are in audit logs, by the name of their description.
_NAMES = (
    "accessapproval accesscontextmanager admin_reports apikeys appengine artifactregistry backupdr batch "
    "bigquery bigquerydatatransfer bigtableadmin binaryauthorization certificatemanager cloudasset "
    "cloudbilling cloudbuild cloudfunctions cloudidentity cloudkms cloudresourcemanager cloudscheduler "
    "cloudsupport cloudtasks composer compute config container dataflow dataform datafusion datamigration "
    "dataplex dataproc datastore datastream deploymentmanager dlp dns essentialcontacts eventarc file "
    "firestore gkehub iam iamcredentials iap ids logging managedidentities metastore monitoring "
    "networkconnectivity networkmanagement networksecurity networkservices notebooks orgpolicy osconfig "
    "oslogin policyanalyzer privateca pubsub recommender redis run runtimeconfig secretmanager securitycenter "
    "servicemanagement servicenetworking serviceusage sourcerepo spanner sqladmin storage storagetransfer sts "
    "tpu vault vmmigration vpcaccess websecurityscanner workflowexecutions workflows workstations aiplatform "
    "alloydb "
)
GOOGLE_CLOUD = _NAMES.split()


def aws() -> Iterator[tuple[str, str]]:
    """Yield service and operation of every operation in AWS's descriptions, under the service names of CloudTrail."""
    import botocore.session

    session = botocore.session.get_session()
    for name in session.get_available_services():
        model = session.get_service_model(name)
        for service in {model.endpoint_prefix.removeprefix("api."), model.signing_name}:  # ``email`` is ``ses``.
            yield from ((service, operation) for operation in model.operation_names)


def gcp() -> Iterator[tuple[str, str]]:
    """Yield service and method of every method in Google's descriptions."""
    folder = Path(str(resources.files("googleapiclient"))) / "discovery_cache" / "documents"
    for file in sorted(folder.glob("*.json")):
        described = json.loads(file.read_text(encoding="utf-8"))
        name = described.get("name", "")
        if name in GOOGLE_CLOUD:
            yield from ((name, method.partition(".")[2]) for method in _methods(described))


def _methods(node: Mapping[str, object]) -> Iterator[str]:
    methods, inner = node.get("methods"), node.get("resources")
    if isinstance(methods, dict):
        yield from (str(method["id"]) for method in methods.values())
    if isinstance(inner, dict):
        for resource in inner.values():
            yield from _methods(resource)


#: For a vendor that describes its interface: its names, the separator of service and name, and the package.
DESCRIBED = {"aws": (aws, ":", "botocore"), "gcp": (gcp, ".", "google-api-python-client")}


def described_rows(provider: str, reviewed: Mapping[str, list[str]]) -> tuple[str, list[list[str]], set[str]]:
    """Return the source, the rows and all names of a vendor that describes its interface."""
    names, joint, package = DESCRIBED[provider]
    services: dict[str, set[str]] = defaultdict(set)
    for service, name in names():
        services[service].add(name)
    groups = [f"{service}{joint}*" for service in services]
    if provider == "gcp":  # Methods of newer services are logged under the name of the package.
        groups += [f"{package}.{service}.*" for service in services for package in ("google", "google.cloud")]
    rows = [[group, "", "", "", "", "d"] for group in groups]
    everything = {f"{service}{joint}{name}" for service, some in services.items() for name in some}
    for service, some in services.items():
        events = [f"{service}{joint}{name}" for name in sorted(some)]
        said = {event: by_words(event) for event in events if event not in reviewed}
        rows += [row(event, "d") for event, one in said.items() if one.prior == "medium" or one.refused]
    return f"{package} {metadata.version(package)}, read 2026-11", rows, everything | set(groups)


def row(event: str, source: str) -> list[str]:
    """Return a type with the effect that its words give."""
    said = by_words(event)
    return [event, *_cells(said), source]


def _cells(said: ByWords) -> list[str]:
    return [said.effect, said.object, "yes" if said.refused else "", said.prior]


def overrides() -> dict[str, dict[str, list[str]]]:
    """Return the reviewed types of each provider."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    with OVERRIDES.open(encoding="utf-8") as stream:
        for provider, *cells in list(csv.reader(stream))[1:]:
            found[provider][cells[0]] = cells
    return found


def write(provider: str, more: tuple[str, list[str]] | None = None) -> None:
    """Write one table again, with more names of a source."""
    path = PROVIDERS / provider / "events.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    reviewed = overrides()[provider]
    listed = {cells[0]: cells[-1] for cells in csv.reader(line for line in lines if not line.startswith("#"))}
    listed.pop(COLUMNS[0], None)
    rows: dict[str, list[str]] = {}
    named: dict[str, str] = {}
    if provider in DESCRIBED:
        source, described, everything = described_rows(provider, reviewed)
        head = [line for line in head if not line.startswith("# source d: ")] + [f"# source d: {source}"]
        rows = {cells[0]: cells for cells in described}
        named = dict.fromkeys(everything, "d")
        listed = {event: of for event, of in listed.items() if of not in ("d", "r")}
    if more:
        listed |= dict.fromkeys(more[1], more[0])
    for event, of in listed.items():
        rows.setdefault(event, _kept(event, of, lines))
    key = event_catalogue(provider).without_version
    of_any_case = {
        key(event).lower(): of for event, of in (named | listed).items()
    }  # Names that were added last decide.
    rows |= {event: [*cells, of_any_case.get(key(event).lower(), "r")] for event, cells in reviewed.items()}
    if any(cells[-1] == "r" for cells in rows.values()) and not any(line.startswith("# source r: ") for line in head):
        head.append("# source r: decided by hand, from memory of the vendor's documentation, 2026-11: to be checked")
    once = {key(event).lower(): cells for event, cells in rows.items() if event not in reviewed}
    once |= {key(event).lower(): rows[event] for event in reviewed}  # Case and version do not distinguish types.
    _save(path, head, [once[event] for event in sorted(once)])


def _save(path: Path, head: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write("".join(f"{line}\n" for line in head))
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def _kept(event: str, source: str, lines: list[str]) -> list[str]:
    """Return a listed type. A row of a group (``*``) keeps its effect; the words decide about a new row."""
    if "*" in event:
        new = [event, "", "", "", "", source]
        return next((cells for cells in csv.reader(lines) if cells and cells[0] == event), new)
    return row(event, source)


def main() -> None:
    """Write the named tables, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("providers", nargs="*")
    parser.add_argument("--add", nargs=3, metavar=("PROVIDER", "SOURCE", "FILE"))
    chosen = parser.parse_args()
    if chosen.add:
        provider, source, file = chosen.add
        names = [line.strip() for line in Path(file).read_text(encoding="utf-8").splitlines() if line.strip()]
        write(provider, (source, names))
        return
    for path in sorted(PROVIDERS.glob("*/events.csv")):
        if not chosen.providers or path.parent.name in chosen.providers:
            write(path.parent.name)


if __name__ == "__main__":
    main()
