"""A bundle: all that is needed to check an incident's evidence on a machine that has nothing else."""

import orjson

from keyroll import __version__
from keyroll.errors import NothingToDo
from keyroll.proof.evidence import merkle
from keyroll.proof.evidence.dsse import BUNDLE, CONTENTS_TYPE, Envelope, canonical, written
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.store.ledger.rows import TreeHead


def bundle(log: EvidenceLog, incident: str) -> bytes:
    """Return the bundle of an incident's statements under the newest head. Raises NothingToDo, EvidenceRefused.

    It is signed for its contents anew, so that none of them can be left out; equal contents give equal bytes.
    """
    heads = log.ledger.tree_heads(2)
    statements = log.ledger.evidence(incident, heads[0].size) if heads else ()
    if not statements:
        raise NothingToDo(
            f"there is no evidence about {incident!r} yet", hint=f"run: keyroll incident prove {incident}"
        )
    newest, before = heads[0], heads[1] if len(heads) > 1 else None
    paths = {number: merkle.inclusion_spans(number, newest.size) for number, _ in statements}
    grown = merkle.consistency_spans(before.size, newest.size) if before else []
    hashes = log.hashes(merkle.needed(span for spans in (*paths.values(), grown) for span in spans))
    contents = _contents(log, incident, [number for number, _ in statements], newest)
    entries = [
        {
            "envelope": orjson.loads(envelope),
            "leaf": number,
            "proof": _hex(merkle.proof(paths[number], hashes)),
        }
        for number, envelope in statements
    ]
    form: dict[str, object] = {
        "format": BUNDLE,
        "head": orjson.loads(newest.envelope),
        "previous": {"head": orjson.loads(before.envelope), "proof": _hex(merkle.proof(grown, hashes))}
        if before
        else None,
        "contents": contents.form(),
        "statements": entries,
    }
    return written(form | {"keys": _keys(log, form)})


def _contents(log: EvidenceLog, incident: str, leaves: list[int], head: TreeHead) -> Envelope:
    content = {
        "incident": incident,
        "leaves": leaves,
        "tree": {"size": head.size, "root": head.root.hex()},
        "key": log.signer.public.keyid,
        "tool": {"name": "keyroll", "version": __version__},
    }
    return log.signer.sign(CONTENTS_TYPE, canonical(content), log.ledger.clock.now())


def _hex(path: list[bytes]) -> list[str]:
    return [one.hex() for one in path]


def _keys(log: EvidenceLog, form: object) -> list[object]:
    """Return the public keys that signed anything in a bundle, by id."""
    known = log.ledger.evidence_keys() | {log.signer.public.keyid: canonical(log.signer.public.form()).decode()}
    return [orjson.loads(known[one]) for one in sorted(set(_named(form))) if one in known]


def _named(form: object) -> list[str]:
    """Return the key ids of all signatures in a bundle."""
    if isinstance(form, dict):
        own = [str(form["keyid"])] if "sig" in form else []
        return own + [one for value in form.values() for one in _named(value)]
    return [one for value in form for one in _named(value)] if isinstance(form, list) else []
