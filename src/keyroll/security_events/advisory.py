"""Advisories in CSAF 2.0: the vendor, the products, and the period.

Source: OASIS, Common Security Advisory Framework 2.0, sections 3.2.1 (document), 3.2.2 (product tree) and 3.2.3
(vulnerabilities).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from keyroll.errors import UsageError
from keyroll.model.json import Json, Record, single

#: The product states that an advisory reports as affected: affected, or not known yet.
_AFFECTED = ("known_affected", "first_affected", "last_affected")
_OPEN = "under_investigation"


@dataclass(frozen=True, slots=True)
class Advisory:
    """One advisory. ``products`` are the affected ones by vendor, in order.

    ``begins`` is the earliest day of a discovery or exploitation in it, ``ends`` its latest release; ``sure`` is false
    if all products are still under investigation.
    """

    id: str
    title: str
    publisher: str
    ends: datetime
    begins: datetime | None = None
    products: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sure: bool = True

    @property
    def text(self) -> str:
        """A short text of the advisory."""
        return f"advisory {self.id} of {self.publisher}: {self.title}"


def read_advisory(body: Json) -> Advisory:
    """Read a CSAF 2.0 document. Raises UsageError for any other document, VendorChanged for a missing field."""
    whole = single(body, "advisory")
    version = whole.maybe("document.csaf_version")
    if version != "2.0":
        said = f"its version is {version}" if version else "it has no document.csaf_version"
        raise UsageError(f"this is not a CSAF 2.0 advisory: {said}", hint="give the vendor's JSON document")
    document = whole.inner("document")
    wrong = list(_listed(whole, "vulnerabilities"))
    named, sure = _affected(wrong)
    publisher = document.text("publisher.name")
    fallback = publisher if document.maybe("publisher.category") == "vendor" else ""
    released = document.time("tracking.current_release_date") or document.time("tracking.initial_release_date")
    if released is None:
        raise UsageError("the advisory does not say when it was released", hint="check document.tracking")
    return Advisory(
        document.text("tracking.id"),
        document.text("title"),
        publisher,
        released,
        min(_times(wrong), default=None),
        _products(whole.inner("product_tree"), named, fallback),
        sure,
    )


def choose(advisory: Advisory, vendor: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the chosen vendor and its products. Raises UsageError with the vendors of the advisory."""
    known = {one.casefold(): one for one in advisory.products}
    if vendor and known and vendor.casefold() not in known:
        raise UsageError(f"the advisory does not name {vendor!r}", hint=f"it names: {', '.join(advisory.products)}")
    if not vendor and len(known) != 1:
        names = ", ".join(advisory.products)
        said = f"the advisory names {len(known)} vendors" if known else "the advisory names no vendor"
        raise UsageError(said, hint=f"choose one with --vendor: {names}" if names else "add --vendor")
    name = known.get(vendor.casefold(), vendor) if vendor else next(iter(advisory.products))
    return name, advisory.products.get(name, ())


def _listed(record: Record, path: str) -> Iterator[Record]:
    value = record.body.get(path)
    if isinstance(value, list):
        yield from record.records(path)


def _affected(wrong: list[Record]) -> tuple[set[str], bool]:
    """Return the ids of products that are or may be affected, and whether any certainly is; no id means all."""
    by_status = {
        status: {str(one) for each in wrong for one in _texts(each.inner("product_status").body.get(status))}
        for status in (*_AFFECTED, _OPEN)
    }
    surely = set().union(*(by_status[status] for status in _AFFECTED))
    return surely | by_status[_OPEN], bool(surely) or not by_status[_OPEN]


def _texts(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _times(wrong: list[Record]) -> Iterator[datetime]:
    for one in wrong:
        known = [threat for threat in _listed(one, "threats") if threat.maybe("category") == "exploit_status"]
        found = (one.time("discovery_date"), *(threat.time("date") for threat in known))
        yield from (at for at in found if at is not None)


def _products(tree: Record, named: set[str], fallback: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for vendor, product, ids in (*_branches(tree, fallback, ""), *_plain(tree, fallback)):
        if vendor and (not named or ids & named):
            found.setdefault(vendor, set()).add(product)
    if not found and fallback:
        found[fallback] = set()
    return {vendor: tuple(sorted(found[vendor])) for vendor in sorted(found)}


def _branches(branch: Record, vendor: str, product: str) -> Iterator[tuple[str, str, set[str]]]:
    for one in _listed(branch, "branches"):
        category, name = one.maybe("category"), one.maybe("name")
        inner_vendor = name if category == "vendor" else vendor
        inner_product = name if category in ("product_name", "service") else product
        if one.maybe("product.product_id"):
            yield inner_vendor, inner_product or one.maybe("product.name"), {one.maybe("product.product_id")}
        yield from _branches(one, inner_vendor, inner_product)


def _plain(tree: Record, vendor: str) -> Iterator[tuple[str, str, set[str]]]:
    for one in _listed(tree, "full_product_names"):
        yield vendor, one.maybe("name"), {one.maybe("product_id")}
    for one in _listed(tree, "relationships"):
        # An advisory names an affected combination and not its parts, but the installed products are the parts.
        parts = {one.maybe("product_reference"), one.maybe("full_product_name.product_id")}
        yield vendor, one.maybe("full_product_name.name"), parts
