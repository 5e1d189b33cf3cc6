"""Reads and changes SELECTs with the engine's own parser: faster than a second parser, and never in conflict."""

import json
from collections.abc import Sequence
from functools import cache

import duckdb


def forgiving(select: str, also: Sequence[str]) -> tuple[str, list[str]] | None:
    """Return a SELECT in which a failed cast gives NULL, with further columns, and the names of its columns before.

    None if the text is not one SELECT.
    """
    parser = _parser().cursor()
    ((text,),) = parser.execute("SELECT json_serialize_sql($1::VARCHAR)", [select]).fetchall()
    # Only a cast has such a member; in a text of the query a quotation mark is escaped.
    read = json.loads(text.replace('"try_cast":false', '"try_cast":true'))
    if read["error"] or len(read["statements"]) != 1 or read["statements"][0]["node"]["type"] != "SELECT_NODE":
        return None
    node = read["statements"][0]["node"]
    names = [one["alias"] or one["column_names"][-1] for one in node["select_list"]]
    node["select_list"] += [
        {"class": "COLUMN_REF", "type": "COLUMN_REF", "alias": "", "column_names": [name]} for name in also
    ]
    ((changed,),) = parser.execute("SELECT json_deserialize_sql($1::JSON)", [json.dumps(read)]).fetchall()
    return str(changed), names


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"threads": 1})
