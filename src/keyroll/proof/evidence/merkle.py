"""The hash tree of RFC 6962, section 2.1: roots, inclusion and consistency proofs over hashes that the caller stores.

A complete subtree is named by its level and its position on that level; the leaves are level 0. A proof needs hashes of
spans of leaves. Each is folded from the complete subtrees that cover the span.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

Node = tuple[int, int]
Span = tuple[int, int]

#: The root of a tree without leaves, and the length of every hash.
EMPTY = sha256(b"").digest()
WIDTH = len(EMPTY)


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


def grown(size: int, edge: list[bytes], leaf: bytes) -> list[bytes]:
    """Add a leaf to a tree of ``size`` leaves; return the hashes of all complete subtrees that end in it, by level.

    ``edge`` are the hashes of the complete subtrees that cover the tree, left to right; the function updates it.
    """
    ending = [leaf]
    while size & 1:
        ending.append(node_hash(edge.pop(), ending[-1]))
        size >>= 1
    edge.append(ending[-1])
    return ending


def nodes(leaves: Iterable[bytes]) -> dict[Node, bytes]:
    """Return the hashes of all complete subtrees over leaves."""
    edge: list[bytes] = []
    nodes: dict[Node, bytes] = {}
    for number, leaf in enumerate(leaves):
        for level, node in enumerate(grown(number, edge, leaf)):
            nodes[level, number >> level] = node
    return nodes


def last_leaf(node: Node) -> int:
    """Return the number of the leaf that completed a subtree."""
    level, position = node
    return ((position + 1) << level) - 1


def cover(span: Span) -> list[Node]:
    """Return the complete subtrees that cover a span of RFC 6962's recursion, left to right."""
    begin, end = span
    nodes = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        nodes.append((level, begin >> level))
        begin += 1 << level
    return nodes


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the hash of a span from those of the subtrees that cover it."""
    if not hashes:
        return EMPTY
    *rest, root = hashes
    for sibling in reversed(rest):
        root = node_hash(sibling, root)
    return root


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Return the spans whose hashes prove that a leaf is in a tree, from the leaf up."""
    spans, begin, end = [], 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((begin, middle))
            begin = middle
    return spans[::-1]


def consistency_spans(old: int, size: int) -> list[Span]:
    """Return the spans whose hashes prove that a tree of ``size`` leaves begins with one of ``old`` leaves."""
    if old == 0:
        return []
    spans, begin, end = [], 0, size
    while end != old:
        middle = begin + _split(end - begin)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((begin, middle))
            begin = middle
    if begin:
        spans.append((begin, end))
    return spans[::-1]


def needed(spans: Iterable[Span]) -> set[Node]:
    """Return the subtrees whose hashes a proof over these spans needs."""
    return {node for span in spans for node in cover(span)}


def proof(spans: Iterable[Span], hashes: Mapping[Node, bytes]) -> list[bytes]:
    """Return the hashes of spans, each folded from the hashes of its subtrees."""
    return [fold([hashes[node] for node in cover(span)]) for span in spans]


def root_by_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root of the tree in which a path places a leaf, or None if the path is invalid for that position."""
    spans = inclusion_spans(index, size)
    if not 0 <= index < size or len(spans) != len(path):
        return None
    root = leaf
    for (begin, _), span in zip(spans, path, strict=True):
        root = node_hash(root, span) if begin > index else node_hash(span, root)
    return root


def consistent(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Return whether a path proves that the tree with ``root`` begins with the tree with ``old_root``."""
    spans = consistency_spans(old, size) if 0 <= old <= size else None
    if spans is None or len(spans) != len(path):
        return False
    if old == 0:
        return old_root == EMPTY
    # The first hash of a path is the old tree's last subtree, unless that is the whole old tree.
    inner = list(zip(spans, path, strict=True))
    begun = inner.pop(0)[1] if spans and spans[0][1] == old else old_root
    was = now = begun
    for (begin, _), node in inner:
        if begin >= old:
            now = node_hash(now, node)
        else:
            was, now = node_hash(node, was), node_hash(node, now)
    return was == old_root and now == root


def _split(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)
