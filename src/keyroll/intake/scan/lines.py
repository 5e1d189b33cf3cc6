"""Writes the result of a scan as lines without values.

The values are held until all places are known, since a path, a title or a key could repeat a value: such a name is
masked.
"""

from collections.abc import Iterator

from keyroll.intake.scan.code_owners import CodeOwners
from keyroll.intake.scan.placing import Scan
from keyroll.model.text import printable
from keyroll.reveal import reveal
from keyroll.secret import Secret

MASK = "[secret]"
#: A name that repeats fewer characters of a value does not reveal the value.
_TELLING = 6


def lines_of(scan: Scan, key: Secret, key_id: str) -> Iterator[dict[str, object]]:
    """Yield the report of a scan, in order, in the format of ``providers.scan.survey``. It holds no value."""
    root, mask = scan.root, _Mask(one.value.secret for one in scan.placed)
    scan.outcome.because = mask(scan.outcome.because)
    yield {
        "scan": {
            "scanner": "kingfisher",
            "root": mask(str(root.path)),
            "history": root.history,
            "because": scan.outcome.because,
        }
    }
    owners = CodeOwners(root.path)
    found: list[tuple[tuple[str, str], dict[str, object]]] = []
    for one in scan.placed:
        fingerprint = one.value.secret.fingerprint(key, key_id)
        place = {
            "id": f"{mask(one.where)}#{fingerprint.rpartition(':')[2][:12]}",
            "kind": one.kind,
            "words": mask(one.words),
            "since": one.since.isoformat() if one.since else None,
            "line": one.line,
            "file": mask(one.file),
            "file_sha256": one.sha256,
            "commit": one.commit,
            "owner": mask(owners.of(one.file)) if one.file and root.path.is_dir() else "",
        }
        # An identifier that repeats a value (an address whose account is a token) is left out.
        identifiers = sorted(
            identifier for identifier in one.value.identifiers if mask(identifier.text) == identifier.text
        )
        value = {
            "fingerprint": fingerprint,
            "provider": one.value.provider,
            "kind": one.value.kind,
            "rule": one.value.rule,
            "strong": [identifier.text for identifier in identifiers if identifier.strong],
            "weak": [identifier.text for identifier in identifiers if not identifier.strong],
        }
        found.append(((str(place["id"]), one.value.rule), {"place": place, "value": value}))
    yield from (line for _, line in sorted(found, key=lambda pair: pair[0]))


class _Mask:
    """Replaces values in names: a ticket's title or a file's name could repeat a value in it."""

    def __init__(self, secrets: Iterator[Secret]) -> None:
        self._secrets = list(secrets)
        self._values: set[str] = set()
        for secret in self._secrets:
            with reveal(secret) as raw:
                self._values.add(raw.decode("utf-8", "replace"))

    def __call__(self, text: str) -> str:
        for value in self._values:
            if len(value) >= _TELLING and value in text:
                text = text.replace(value, MASK)
        return printable(text)
