# ruff: noqa: ARG002 - the parameters are the library's
"""The backend: a rule's condition as one SQL condition over a log's columns.

Sigma is two-valued: a missing field matches nothing, and ``not`` of that is true. SQL's NULL is turned into
false under every ``not`` and at the end; ``and`` and ``or`` need no change, because they treat NULL like false.
"""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network
from typing import ClassVar, Final, TypeVar

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionItem,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.conversion.base import TextQueryBackend
from sigma.conversion.state import ConversionState
from sigma.processing.pipeline import ProcessingPipeline
from sigma.rule import SigmaRule
from sigma.types import (
    CompareOperators,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaFieldReference,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SigmaTimestampPart,
    SigmaType,
)

from keyroll.detection.sigma.fields import Field, FieldKind, Fields
from keyroll.detection.sigma.regexes import HINT, REFUSED, compiled, said
from keyroll.detection.sigma.text import Unsupported, matches, pattern, quoted

T = TypeVar("T")
Condition = ConditionFieldEqualsValueExpression
Tree = ConditionItem | ConditionFieldEqualsValueExpression | ConditionValueExpression | None
_FLAGS: Final = {
    SigmaRegularExpressionFlag.IGNORECASE: "i",
    SigmaRegularExpressionFlag.MULTILINE: "m",
    SigmaRegularExpressionFlag.DOTALL: "s",
}
_COMPARE: Final = {
    CompareOperators.LT: "<",
    CompareOperators.LTE: "<=",
    CompareOperators.GT: ">",
    CompareOperators.GTE: ">=",
    CompareOperators.NEQ: "<>",
}


class Compiler(TextQueryBackend):
    """Turns rules into SQL conditions over the fields of one log. Raises MissingColumn, Unsupported, SigmaError."""

    name: ClassVar[str] = "keyroll"
    convert_or_as_in: ClassVar[bool] = True

    def __init__(self, fields: Fields, pipeline: ProcessingPipeline | None = None) -> None:
        super().__init__(pipeline)
        self.fields = fields
        #: The conditions of the last compiled rule.
        self.trees: tuple[Tree, ...] = ()

    def condition(self, rule: SigmaRule) -> str:
        """Return a rule as one SQL condition; NULL means no."""
        self.init_processing_pipeline()
        self.last_processing_pipeline.apply(rule)
        self.trees = tuple(condition.parsed for condition in rule.detection.parsed_condition)
        parts: list[object] = [
            self.convert_condition(tree, ConversionState(processing_state={})) for tree in self.trees
        ]
        return " OR ".join(f"({part})" for part in parts if part is not None) or "false"

    # Logic ---------------------------------------------------------------------------------------------------

    def convert_condition_or(self, cond: ConditionOR, state: ConversionState) -> str:
        """Return SQL that is true if any part is true."""
        return self._joined(cond, " OR ", state)

    def convert_condition_and(self, cond: ConditionAND, state: ConversionState) -> str:
        """Return SQL that is true if all parts are. Slow parts (free JSON, the whole record) come last: the engine
        stops at the first false one.
        """
        return self._joined(cond, " AND ", state)

    def convert_condition_not(self, cond: ConditionNOT, state: ConversionState) -> str:
        """Return SQL that is true unless the part is true: unknown counts as no."""
        return f"NOT coalesce({self.convert_condition(cond.args[0], state)}, false)"

    def convert_condition_as_in_expression(self, cond: ConditionOR | ConditionAND, state: ConversionState) -> str:
        """Return SQL that compares one field with a list of plain texts."""
        leaves = [argument for argument in cond.args if isinstance(argument, ConditionFieldEqualsValueExpression)]
        texts = [leaf.value for leaf in leaves if type(leaf.value) is SigmaString]
        if isinstance(cond, ConditionAND) or len(texts) < len(cond.args):
            return self._joined(cond, " OR ", state)
        field = self.fields.find(leaves[0].field)
        if field.kind is not FieldKind.TEXT:
            return self._joined(cond, " OR ", state)
        wanted = [matches("", text, cased=False).partition(" = ")[2] for text in texts]
        return self._any(field, lambda value: f"lower({value}) IN ({', '.join(wanted)})")

    def _joined(self, cond: ConditionItem, word: str, state: ConversionState) -> str:
        parts: list[object] = [self.convert_condition(argument, state) for argument in cond.args]
        given = sorted((f"({part})" for part in parts if part is not None), key=_costly)
        return word.join(given)

    # A field's value -----------------------------------------------------------------------------------------

    def convert_condition_field_eq_val_str(self, cond: Condition, state: ConversionState) -> str:
        """Return SQL that compares text without regard to case."""
        return self._text(cond, cased=False)

    def convert_condition_field_eq_val_str_case_sensitive(self, cond: Condition, state: ConversionState) -> str:
        """Return SQL that compares text with regard to case (``cased``)."""
        return self._text(cond, cased=True)

    def _text(self, cond: Condition, *, cased: bool) -> str:
        field, wanted = self.fields.find(cond.field), _of(cond.value, SigmaString)
        if field.kind is FieldKind.NUMBER and (number := _number(wanted)) is not None:
            return self._any(field, lambda value: f"{value} = {number}")
        return self._any(field, lambda value: matches(field.text(value), wanted, cased=cased))

    def convert_condition_field_eq_val_num(self, cond: Condition, state: ConversionState) -> str:
        """Return SQL that compares a number, which the log has as a number or as text."""
        field, number = self.fields.find(cond.field), _of(cond.value, SigmaNumber).number
        return self._any(field, lambda value: f"{field.number(value)} = {number}")

    def convert_condition_field_eq_val_bool(self, cond: Condition, state: ConversionState) -> str:
        """Return SQL that compares a boolean, which the log has as a boolean or as text."""
        field, wanted = self.fields.find(cond.field), str(_of(cond.value, SigmaBool).boolean).lower()
        return self._any(field, lambda value: f"lower({field.text(value)}) = '{wanted}'")

    def convert_condition_field_compare_op_val(self, cond: Condition, state: ConversionState) -> str:
        """Return SQL for less or more; false for a value that is not a number."""
        compared = _of(cond.value, SigmaCompareExpression)
        field, sign = self.fields.find(cond.field), _COMPARE[compared.op]
        part = compared.number if isinstance(compared.number, SigmaTimestampPart) else None
        if part is not None:
            return self._any(field, lambda value: f"{_part(field, value, part)} {sign} {part.number}")
        return self._any(field, lambda value: f"{field.number(value)} {sign} {compared.number.number}")

    def convert_condition_field_eq_val_timestamp_part(self, cond: Condition, state: ConversionState) -> str:
        """Return SQL for the minute, hour … of a time, in UTC."""
        field, wanted = self.fields.find(cond.field), _of(cond.value, SigmaTimestampPart)
        return self._any(field, lambda value: f"{_part(field, value, wanted)} = {wanted.number}")

    def convert_condition_field_eq_val_re(self, cond: Condition, state: ConversionState) -> str:
        """Return SQL that finds an expression anywhere in the value, with regard to case unless it has ``i``."""
        field, regex = self.fields.find(cond.field), _regex(_of(cond.value, SigmaRegularExpression))
        return self._any(field, lambda value: f"regexp_matches({field.text(value)}, {regex})")

    def convert_condition_field_eq_val_cidr(self, cond: Condition, state: ConversionState) -> str:
        """Return SQL that tests whether an address of any form is in a network; IPv4 in the form of IPv6 is IPv4."""
        field, network = self.fields.find(cond.field), _of(cond.value, SigmaCIDRExpression).network
        return self._any(field, lambda value: _inside(field.text(value), network))

    def convert_condition_field_eq_field(self, cond: Condition, state: ConversionState) -> str:
        """Return SQL that compares two fields: as numbers if both are, else as texts without regard to case."""
        reference = _of(cond.value, SigmaFieldReference)
        field, other = self.fields.find(cond.field), self.fields.find(reference.field)
        if field.kind is other.kind is FieldKind.NUMBER:
            return self._any(field, lambda value: other.any(lambda two: f"{value} = {two}"))
        tests = {
            (False, False): "lower({0}) = lower({1})",
            (True, False): "starts_with(lower({0}), lower({1}))",
            (False, True): "ends_with(lower({0}), lower({1}))",
            (True, True): "contains(lower({0}), lower({1}))",
        }
        test = tests[reference.starts_with, reference.ends_with]
        if not other.many:
            return self._any(field, lambda value: test.format(field.text(value), other.text(other.sql)))
        inner = test.format("v_", "w_")
        return (
            f"len(list_filter({field.texts}, LAMBDA v_ : len(list_filter({other.texts}, LAMBDA w_ : {inner})) > 0)) > 0"
        )

    def convert_condition_field_eq_val_null(self, cond: Condition, state: ConversionState) -> str:
        """Return SQL that is true if the field is missing, or is null."""
        field = self.fields.find(cond.field)
        return f"NOT coalesce({self._any(field, lambda value: f'{value} IS NOT NULL')}, false)"

    def convert_condition_field_exists(self, cond: Condition, state: ConversionState) -> str:
        """Return SQL that is true if the field exists; in free JSON also as null."""
        return self.fields.find(cond.field).there

    def convert_condition_field_not_exists(self, cond: Condition, state: ConversionState) -> str:
        """Return SQL that is true if the field is missing."""
        return f"NOT coalesce({self.fields.find(cond.field).there}, false)"

    def convert_condition_field_eq_val_exists(self, cond: Condition, state: ConversionState) -> str:
        """Return SQL that is true if the field exists, or is missing."""
        wanted = _of(cond.value, SigmaExists).exists
        return (self.convert_condition_field_exists if wanted else self.convert_condition_field_not_exists)(cond, state)

    def _any(self, field: Field, test: Callable[[str], str]) -> str:
        return field.any(test)

    # Keywords ------------------------------------------------------------------------------------------------

    def convert_condition_val_str(self, cond: ConditionValueExpression, state: ConversionState) -> str:
        """Return SQL that finds a text anywhere in the record."""
        wanted = _of(cond.value, SigmaString)
        if isinstance(wanted, SigmaCasedString):
            raise Unsupported("a keyword with the modifier 'cased'", "name its field")
        return f"{self.fields.full_text()} LIKE lower({quoted(f'%{pattern(wanted)}%')}) ESCAPE '\\'"

    def convert_condition_val_num(self, cond: ConditionValueExpression, state: ConversionState) -> str:
        """Return SQL that finds a number anywhere in the record."""
        return f"contains({self.fields.full_text()}, '{_of(cond.value, SigmaNumber).number}')"

    def convert_condition_val_re(self, cond: ConditionValueExpression, state: ConversionState) -> str:
        """Return SQL that finds an expression anywhere in the record: without regard to case, which is lost there."""
        return f"regexp_matches({self.fields.full_text()}, {_regex(_of(cond.value, SigmaRegularExpression), 'i')})"


def _of(value: SigmaType, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise Unsupported(f"a value of kind {type(value).__name__} here")
    return value


def _costly(part: str) -> int:
    return 2 if "concat_ws" in part else 1 if "list_" in part or "regexp_" in part else 0


def _number(wanted: SigmaString) -> str | None:
    text = str(wanted)
    return text if text.lstrip("-").isdigit() and text.isascii() else None


def _part(field: Field, value: str, wanted: SigmaTimestampPart) -> str:
    given = value if field.kind is FieldKind.TIME else f"TRY_CAST({field.text(value)} AS TIMESTAMPTZ)"
    return f"extract('{wanted.timestamp_part.name.lower()}' FROM {given})"


def _regex(wanted: SigmaRegularExpression, more: str = "") -> str:
    """Return an expression as a literal. Raises Unsupported if RE2 does not support its syntax."""
    text = str(wanted.regexp)
    flags = "".join(sorted({*more, *(_FLAGS[flag] for flag in wanted.flags)}))
    written = f"(?{flags}){text}" if flags else text
    try:
        compiled(written)
    except REFUSED as error:
        raise Unsupported(f"the expression {text[:80]!r}: {said(error)}", HINT) from None
    return quoted(written)


def _inside(value: str, network: IPv4Network | IPv6Network) -> str:
    if isinstance(network, IPv4Network):
        first, last = int(network.network_address), int(network.broadcast_address)
        return f"ipv4_of_({value}) BETWEEN {first} AND {last}"
    groups = network.network_address.packed
    tests = []
    for place in range(8):
        bits = min(16, max(0, network.prefixlen - 16 * place))
        if bits:
            mask, wanted = (0xFFFF << (16 - bits)) & 0xFFFF, int.from_bytes(groups[2 * place : 2 * place + 2])
            tests.append(f"ipv6_({value})[{place + 1}] & {mask} = {wanted}")
    return " AND ".join(tests) or f"ipv6_({value}) IS NOT NULL"
