"""The checks before a write to OpenBao: the token's own capabilities on each path.

openbao.org, API, */sys/capabilities-self* (the default policy allows it), re-check; tested on OpenBao 2.7.2. It is a
POST that changes nothing.
"""

from collections.abc import Callable, Mapping

from keyroll.errors import VendorError
from keyroll.model.json import Json, single
from keyroll.providers._changing import Changing, code_of
from keyroll.providers.contracts.check import PlanCheck


def read(opened: Callable[[], Changing], who: str, needed: Mapping[str, tuple[str, ...]]) -> tuple[PlanCheck, ...]:
    """Return a check for each path, of which each named capability is needed."""
    try:
        http = opened()
    except VendorError as error:
        return (PlanCheck.unknown("capabilities", f"they could not be read: {code_of(error)}"),)
    try:
        paths: list[Json] = [*needed]
        body = single(http.request("POST", "/v1/sys/capabilities-self", body={"paths": paths}).json(), "capabilities")
        return tuple(_path(path, who, wanted, body.body.get(path)) for path, wanted in needed.items())
    except VendorError as error:
        said = f"{who} may not read its own capabilities: {code_of(error)}"
        fix = 'path "sys/capabilities-self" { capabilities = ["update"] }'
        return (PlanCheck.unknown("capabilities", said, fix),)
    finally:
        http.close()


def _path(path: str, who: str, wanted: tuple[str, ...], held: Json) -> PlanCheck:
    listed = ", ".join(f'"{one}"' for one in wanted)
    fix = f'add to its policy: path "{path}" {{ capabilities = [{listed}] }}'
    what = f"{', '.join(wanted)} on {path}"
    if not isinstance(held, list):
        return PlanCheck.right(what, who, fix, has=None, because="the response does not name the path")
    return PlanCheck.right(what, who, fix, has="root" in held or set(wanted) <= set(map(str, held)))
