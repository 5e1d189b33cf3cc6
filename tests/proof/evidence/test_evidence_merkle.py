"""The hash tree against the published vectors of RFC 6962 and against a naive tree."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.proof.evidence import merkle

#: The leaves and roots that implementations of RFC 6962 share (transparency-dev/merkle, testonly/constants.go).
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
#: From the same vectors: which hashes prove that the tree of 6 begins that of 7, and that of 2 that of 5.
CONSISTENCY = {
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
MOST = 65


def leaf(number: int) -> bytes:
    return merkle.leaf_hash(str(number).encode())


def naive(leaves: list[bytes]) -> bytes:
    """MTH of the RFC, word for word, over the contents of leaves."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = max(2**power for power in range(32) if 2**power < len(leaves))
    return sha256(b"\x01" + naive(leaves[:k]) + naive(leaves[k:])).digest()


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of the RFC."""
    if len(leaves) == 1:
        return []
    k = max(2**power for power in range(32) if 2**power < len(leaves))
    if m < k:
        return [*naive_path(m, leaves[:k]), naive(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive(leaves[:k])]


def naive_proof(m: int, leaves: list[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF of the RFC."""
    if m == len(leaves):
        return [] if whole else [naive(leaves)]
    k = max(2**power for power in range(32) if 2**power < len(leaves))
    if m <= k:
        return [*naive_proof(m, leaves[:k], whole=whole), naive(leaves[k:])]
    return [*naive_proof(m - k, leaves[k:], whole=False), naive(leaves[:k])]


def stored(leaves: list[bytes]) -> dict[merkle.Node, bytes]:
    """Every complete subtree, as the log keeps them while it grows."""
    edge: list[bytes] = []
    kept = {}
    for number, content in enumerate(leaves):
        for level, one in enumerate(merkle.grown(number, edge, merkle.leaf_hash(content))):
            assert merkle.last_leaf((level, number >> level)) == number
            kept[level, number >> level] = one
        assert merkle.fold(edge) == naive(leaves[: number + 1])
    return kept


CONTENTS = [str(number).encode() for number in range(MOST)]
KEPT = stored(CONTENTS)


def test_roots_are_those_of_the_published_vectors() -> None:
    leaves = [bytes.fromhex(one) for one in LEAVES]
    kept = stored(leaves)
    for size, root in enumerate(ROOTS):
        assert merkle.fold([kept[node] for node in merkle.cover((0, size))]).hex() == root


@pytest.mark.parametrize(("sizes", "path"), CONSISTENCY.items())
def test_consistency_proofs_are_those_of_the_published_vectors(sizes: tuple[int, int], path: list[str]) -> None:
    kept = stored([bytes.fromhex(one) for one in LEAVES])
    old, size = sizes
    found = merkle.proof(merkle.consistency_spans(old, size), kept)
    assert [one.hex() for one in found] == path
    assert merkle.consistent(old, bytes.fromhex(ROOTS[old]), size, bytes.fromhex(ROOTS[size]), found)


@pytest.mark.parametrize("size", range(1, MOST))
def test_every_leaf_of_every_size_is_proven_as_the_rfc_says(size: int) -> None:
    root = naive(CONTENTS[:size])
    for index in range(size):
        path = merkle.proof(merkle.inclusion_spans(index, size), KEPT)
        assert path == naive_path(index, CONTENTS[:size])
        assert merkle.root_by_inclusion(leaf(index), index, size, path) == root


@pytest.mark.parametrize("size", range(1, MOST))
def test_every_pair_of_sizes_is_proven_as_the_rfc_says(size: int) -> None:
    root = naive(CONTENTS[:size])
    for old in range(size + 1):
        path = merkle.proof(merkle.consistency_spans(old, size), KEPT)
        assert old == 0 or path == naive_proof(old, CONTENTS[:size])
        assert merkle.consistent(old, naive(CONTENTS[:old]), size, root, path)


@given(st.data())
def test_a_proof_holds_for_its_own_place_only(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, MOST - 1))
    index, other = data.draw(st.permutations(range(size)))[:2]
    root, path = naive(CONTENTS[:size]), merkle.proof(merkle.inclusion_spans(index, size), KEPT)
    assert merkle.root_by_inclusion(leaf(index), other, size, path) != root
    assert merkle.root_by_inclusion(leaf(other), index, size, path) != root
    assert merkle.root_by_inclusion(leaf(index), index, size, path[:-1]) is None
    assert merkle.root_by_inclusion(leaf(index), index, size, [*path, root]) is None
    place = data.draw(st.integers(0, len(path) - 1))
    changed = [*path[:place], leaf(99), *path[place + 1 :]]
    assert merkle.root_by_inclusion(leaf(index), index, size, changed) != root
    assert merkle.root_by_inclusion(leaf(index), size, size, path) is None
    assert merkle.root_by_inclusion(leaf(index), -1, size, path) is None


@given(st.data())
def test_a_tree_that_was_changed_is_not_consistent(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, MOST - 1))
    old = data.draw(st.integers(1, size - 1))
    was, root = naive(CONTENTS[:old]), naive(CONTENTS[:size])
    path = merkle.proof(merkle.consistency_spans(old, size), KEPT)
    changed = data.draw(st.integers(0, old - 1))
    other = naive([b"changed" if number == changed else one for number, one in enumerate(CONTENTS[:old])])
    assert not merkle.consistent(old, other, size, root, path)
    assert not merkle.consistent(old, was, size, other, path)
    assert not merkle.consistent(old, was, size, root, path[1:])
    assert not merkle.consistent(old, was, size, root, [*path, root])
    assert not merkle.consistent(size + 1, was, size, root, path)
    for place in range(len(path)):
        assert not merkle.consistent(old, was, size, root, [*path[:place], leaf(99), *path[place + 1 :]])


def test_an_inner_node_is_no_leaf() -> None:
    # Without the prefixes a proof for a node could be read as one for a leaf (RFC 6962, 2.1: second preimages).
    left, right = leaf(0), leaf(1)
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)
