"""Heads that this machine kept of the log of a bundle: they show a rollback without ``--since``."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from keyroll.errors import EvidenceRefused, KeyrollError
from keyroll.proof.evidence.checked import Checked
from keyroll.proof.evidence.dsse import HEAD_TYPE, PublicKey, stored, text_in, time_of
from keyroll.proof.evidence.state_folder import heads_folder
from keyroll.proof.evidence.verify import parts_of, tree_of
from keyroll.proof.evidence.witness import kinds


def kept_heads() -> list[str]:
    """Return the last head of each home that the user's state folder keeps."""
    folder, witness = heads_folder(), kinds()["file"]
    some: list[Path] = sorted(folder.glob("*.jsonl")) if folder is not None else []
    found = []
    for one in some:
        with suppress(KeyrollError):
            found.append(witness.last(one.parent, str(one)))
    return found


def contradicting(content: bytes, checked: Checked, heads: Iterable[str]) -> list[str]:
    """Return what heads of the same key say against a bundle that was checked; heads of other keys say nothing.

    A key that signs for two homes, or for a copy of a home, has two logs as well: this is no proof of a rollback.
    """
    keys = {key.keyid: key for key in (PublicKey.read(one, "keys") for one in _list(parts_of(content)["keys"]))}
    found = []
    for text in heads:
        try:
            envelope = stored(text, "head")
            if envelope.keyid not in keys:
                continue
            said = envelope.open(HEAD_TYPE, keys[envelope.keyid], "head")
            size, root = tree_of(said, "head")
            at = text_in(said, "signed_at", "head")
            if because := _against(checked, size, root, at):
                found.append(because)
        except EvidenceRefused:
            continue
    return sorted(found)


def _against(checked: Checked, size: int, root: bytes, at: str) -> str:
    known = f"this machine kept a head of {size} statements, signed on {at}"
    if size == checked.size and root.hex() != checked.root:
        return f"{known}, with another content: the log was rolled back or forked"
    if checked.earlier.get(size, root) != root:
        return f"{known}, on which this log does not build: it was rolled back or forked"
    if size > checked.size and time_of(at, "head") < time_of(checked.signed_at, "head"):
        return f"{known}, before this head of {checked.size} statements: the log was rolled back"
    return f"{known}: this bundle is older" if size > checked.size else ""


def _list(form: object) -> list[object]:
    return form if isinstance(form, list) else []
