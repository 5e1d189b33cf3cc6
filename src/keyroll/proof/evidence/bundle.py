"""A bundle: the statements of an incident with all data that a separate machine needs to check them."""

from base64 import b64encode
from collections.abc import Sequence

import orjson

from keyroll.errors import EvidenceRefused, NothingToDo
from keyroll.proof.evidence import links, merkle
from keyroll.proof.evidence.dsse import BUNDLE, CHANGED, canonical, written
from keyroll.proof.evidence.links import chain_of
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.proof.evidence.reading import head_id
from keyroll.store.ledger.rows import TreeHead

#: For this many heads before its own, a bundle shows that the log was only added to; for others on request.
EARLIER = 100


def bundle(log: EvidenceLog, incident: str, *, since: Sequence[int] = ()) -> bytes:
    """Return the bundle of an incident's statements under the newest head. Raises NothingToDo, EvidenceRefused.

    ``since`` are sizes of earlier heads. A holder of such a head can check that the log only grew since then. Equal
    logs give equal bytes.
    """
    state = log.state()
    newest, tip = state.head, state.sealed.get(chain_of(incident))
    if newest is None or tip is None:
        raise NothingToDo(
            f"there is no evidence about {incident!r} yet", hint=f"run: keyroll incident prove {incident}"
        )
    rows = log.of_chain(tip, newest.size)
    if len(rows) != tip.length:
        raise EvidenceRefused("evidence log", f"{tip.length - len(rows)} statements are missing", hint=CHANGED)
    heads = [member for member in log.ledger.tree_heads(EARLIER + 1) if member.number < newest.number]
    proofs = _proofs(log, newest, [number for number, _ in rows], {member.size for member in heads} | set(since))
    place, path = links.place(state.sealed, tip.chain)
    form: dict[str, object] = {
        "format": BUNDLE,
        "head": orjson.loads(newest.envelope),
        "previous": orjson.loads(heads[0].envelope) if heads else None,
        "earlier": [
            {"size": size, "root": proofs.roots[size], "proof": proof} for size, proof in sorted(proofs.earlier.items())
        ],
        "incident": incident,
        "chain": {"length": tip.length, "last": tip.last, "place": place, "proof": [sibling.hex() for sibling in path]},
        "statements": [
            {"envelope": orjson.loads(text), "leaf": leaf, "number": number, "proof": proofs.leaves[leaf]}
            for number, (leaf, text) in enumerate(rows, 1)
        ],
        "stamps": [
            {"authority": member.authority, "token": b64encode(member.token).decode()}
            for member in log.ledger.stamps(head_id(newest))
        ],
    }
    return written(form | {"keys": _keys(log, form)})


class _Proofs:
    """The proofs of a bundle, as hex; a subtree that several proofs need is folded once."""

    def __init__(self, spans: dict[merkle.Span, str]) -> None:
        self._spans = spans
        self.leaves: dict[int, list[str]] = {}
        self.earlier: dict[int, list[str]] = {}
        self.roots: dict[int, str] = {}

    def path(self, spans: list[merkle.Span]) -> list[str]:
        return [self._spans[member] for member in spans]


def _proofs(log: EvidenceLog, head: TreeHead, leaves: list[int], sizes: set[int]) -> _Proofs:
    inclusions = {leaf: merkle.inclusion_spans(leaf, head.size) for leaf in leaves}
    grown = {size: merkle.consistency_spans(size, head.size) for size in sizes if 0 < size <= head.size}
    spans = {span for paths in (inclusions, grown) for path in paths.values() for span in path}
    spans |= {(0, size) for size in grown}
    hashes = log.hashes(merkle.needed(spans))
    proofs = _Proofs({span: merkle.fold([hashes[node] for node in merkle.cover(span)]).hex() for span in spans})
    proofs.leaves = {leaf: proofs.path(path) for leaf, path in inclusions.items()}
    proofs.earlier = {size: proofs.path(path) for size, path in grown.items()}
    proofs.roots = {size: proofs.path([(0, size)])[0] for size in grown}
    return proofs


def _keys(log: EvidenceLog, form: dict[str, object]) -> list[object]:
    """Return the public keys of all signatures in a bundle, by id."""
    known, named = log.keys(), set(_named(form))
    return [orjson.loads(canonical(known[member].form())) for member in sorted(named) if member in known]


def _named(form: object) -> list[str]:
    """Return the key ids of all signatures in a bundle."""
    if isinstance(form, dict):
        own = [str(form["keyid"])] if "sig" in form else []
        return own + [member for value in form.values() for member in _named(value)]
    return [member for value in form for member in _named(value)] if isinstance(form, list) else []
