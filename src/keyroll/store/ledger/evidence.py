"""The rows of the evidence log; the package ``proof`` defines their content."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, func, select

from keyroll.store.ledger.rows import Chain, Leaf, TreeHead
from keyroll.store.ledger.seals import whole
from keyroll.store.ledger.tables import chains as chain_rows
from keyroll.store.ledger.tables import evidence, tree_heads

_COLUMNS = tuple(evidence.columns.keys())
_HASH_BYTES = 32
_ASKED_AT_ONCE = 500


def size(connection: Connection) -> int:
    """Return the number of statements in the log."""
    last = connection.execute(select(func.max(evidence.c.sequence))).scalar()
    return 0 if last is None else int(last) + 1


def append(connection: Connection, leaves: Sequence[Leaf]) -> None:
    """Append statements. Raises ValueError if they do not continue the log."""
    begin = size(connection)
    if [one.sequence for one in leaves] != list(range(begin, begin + len(leaves))):
        raise ValueError(f"statements must continue the log at {begin}")
    if leaves:
        # A plain insert: an existing statement must stop the transaction, not leave a gap.
        connection.execute(evidence.insert(), [{name: getattr(one, name) for name in _COLUMNS} for one in leaves])


def statements(connection: Connection, start: int, end: int, chain: str) -> tuple[tuple[int, str], ...]:
    """Return number and envelope of the statements from ``start`` up to ``end``, of one chain if given, in order."""
    query = select(evidence.c.sequence, evidence.c.envelope).where(evidence.c.sequence >= start)
    query = query.where(evidence.c.sequence < end).order_by(evidence.c.sequence)
    if chain:
        query = query.where(evidence.c.chain == chain)
    rows = connection.execute(query).mappings()
    return tuple((row["sequence"], row["envelope"]) for row in (whole(evidence, one) for one in rows))


def chains(connection: Connection) -> tuple[Chain, ...]:
    """Return the chains in their order."""
    rows = connection.execute(select(chain_rows).order_by(chain_rows.c.place)).mappings()
    return tuple(Chain(**whole(chain_rows, row)) for row in rows)


def put_chains(connection: Connection, some: Sequence[Chain]) -> None:
    """Replace the table of chains by these; unchanged rows stay."""
    there = {one: one.place for one in chains(connection)}
    ended, new = set(there) - set(some), [one for one in some if one not in there]
    for one in ended:
        connection.execute(chain_rows.delete().where(chain_rows.c.place == one.place))
    if new:
        connection.execute(chain_rows.insert(), [asdict(one) for one in new])


def hashes(connection: Connection, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Return the hash of each subtree, keyed by the leaf that completes it and its level."""
    wanted = sorted(set(places))
    numbers = sorted({number for number, _ in wanted})
    found: dict[int, bytes] = {}
    for start in range(0, len(numbers), _ASKED_AT_ONCE):
        some = numbers[start : start + _ASKED_AT_ONCE]
        query = select(evidence.c.sequence, evidence.c.leaf, evidence.c.subtrees)
        for number, leaf, subtrees in connection.execute(query.where(evidence.c.sequence.in_(some))):
            found[number] = (leaf or b"") + (subtrees or b"")
    return {(number, level): _part(found.get(number, b""), level) for number, level in wanted}


def _part(joined: bytes, level: int) -> bytes:
    # A missing hash stays empty: then no proof can be made or faked.
    return joined[level * _HASH_BYTES : (level + 1) * _HASH_BYTES]


def add_head(connection: Connection, head: TreeHead) -> None:
    """Add a signed head. Raises ValueError if it does not follow the last one."""
    last = connection.execute(select(func.max(tree_heads.c.number))).scalar()
    if head.number != (0 if last is None else int(last) + 1):
        raise ValueError("a head must follow the last one")
    connection.execute(tree_heads.insert(), [asdict(head)])


def heads(connection: Connection, last: int) -> tuple[TreeHead, ...]:
    """Return the newest signed heads, the newest first."""
    rows = connection.execute(select(tree_heads).order_by(tree_heads.c.number.desc()).limit(last)).mappings()
    return tuple(TreeHead(**whole(tree_heads, row)) for row in rows)
