"""Okta's System Log in the form of *Download CSV*: the fields of the API, flat and with underscores.

Header: ``timestamp,actor.alternate_id,…,event_type,…,target0.id,…,uuid,version`` ("System Log", help.okta.com: at most
200,000 rows a file). Three public programs that read such files name its columns (read 2026-11-29), two of them all of
an older form, with ``debug_context.debug_data.request_uri`` and ``request.ip_chain.ip``. From memory (re-check): newer
files have ``security_context.*``, ``transaction.detail`` and ``debug_context.debug_data`` as one text. The last may
carry addresses with state and tokens: it is masked as a whole.
"""

import json
import re
from collections.abc import Mapping
from typing import Final

from keyroll.model.json import Json
from keyroll.providers._nested import nested
from keyroll.providers.contracts.logs import LogTable

_WORD: Final = re.compile(r"_([a-z])")
_TARGET: Final = re.compile(r"target(\d{1,3})\.(.+)")
_DEBUG: Final = "debug_context.debug_data"
_TEXTS: Final = ("transaction.detail", "target.detail_entry", "actor.detail_entry")


def of_row(row: Mapping[str, str]) -> Mapping[str, Json]:
    """Return the record of the API for a row of the table."""
    flat: dict[str, Json] = {}
    targets: dict[int, dict[str, Json]] = {}
    for title, cell in row.items():
        if title == _DEBUG or cell == "null":
            continue
        if found := _TARGET.fullmatch(title):
            targets.setdefault(int(found[1]), {})[_name(found[2])] = _value(f"target.{found[2]}", cell)
        else:
            flat["published" if title == "timestamp" else _name(title)] = _value(title, cell)
    return {**nested(flat), "target": [targets[number] for number in sorted(targets)]}


def _name(title: str) -> str:
    return _WORD.sub(lambda found: found[1].upper(), title)


def _value(title: str, cell: str) -> Json:
    if title.endswith(".is_proxy"):
        return cell.lower() == "true"
    if title not in _TEXTS:
        return cell
    try:
        found: Json = json.loads(cell)
    except ValueError:
        return None
    return found


TABLE: Final = LogTable(frozenset(("uuid", "event_type", "timestamp", "actor.id", "outcome.result")), of_row, (_DEBUG,))
