"""JSON Schema out of the TypeScript types of a package from npm, made by ``ts-json-schema-generator``.

``generator/`` locks that tool; it is installed once into the cache of ``specs``, and so is each schema that it made.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Mapping
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError as JsonSchemaError

from fakes.specs import had, place, put, run

Json = Any
#: A method and a route's template.
Route = tuple[str, str]
_LOCK = Path(__file__).parent / "generator"


@cache
def schemas(folder: Path, entry: str) -> Json:
    """Return the schema whose definitions are the types that ``entry`` exports, a module that stands in a folder."""
    name = f"keyroll-{hashlib.sha256(entry.encode()).hexdigest()[:16]}-{_locked()}"
    module, kept = folder / f"{name}.ts", folder / f"{name}.json"
    if not kept.exists():
        module.write_text(entry, encoding="utf-8")
        made = folder / f"{name}.{os.getpid()}"
        run([str(_tool()), "--path", module.name, "--type", "*", "--no-type-check", "--out", made.name], folder)
        put(made, kept)
    return json.loads(had(kept, f"schema of the types in {folder}").read_text(encoding="utf-8"))


def _locked() -> str:
    return hashlib.sha256((_LOCK / "package-lock.json").read_bytes()).hexdigest()[:8]


@cache
def _tool() -> Path:
    kept = place("ts-json-schema-generator", _locked())
    if not (kept / "node_modules").exists():
        with TemporaryDirectory(dir=kept) as fresh:
            for file in _LOCK.iterdir():
                shutil.copy(file, fresh)
            run(["npm", "ci", "--ignore-scripts"], fresh)
            put(Path(fresh) / "node_modules", kept / "node_modules")
    return had(kept / "node_modules" / ".bin" / "ts-json-schema-generator", "ts-json-schema-generator from npm")


class Types:
    """Types of a client library that is written in TypeScript, of what each method and template answers.

    ``answers`` are types, ``imports`` brings what they name into a module of ``folder``. A field that a type has not is
    a fault. ``also`` are fields that the vendor's pages show and the library leaves out; ``nulls`` those that are null
    where the library has them away. ``each`` names the field of an answer that a type describes, where that is not all.
    """

    def __init__(
        self,
        folder: Path,
        imports: str,
        answers: Mapping[Route, str],
        *,
        each: Mapping[Route, str] | None = None,
        also: Collection[str] = (),
        nulls: Collection[str] = (),
    ) -> None:
        self._names = {route: f"Answer{number}" for number, route in enumerate(sorted(answers))}
        lines = [imports, *(f"export type {name} = {answers[route]};" for route, name in self._names.items())]
        self._folder, self._entry = folder, "\n".join(lines) + "\n"
        self._each, self._also, self._nulls = each or {}, frozenset(also), frozenset(nulls)

    def faults(self, method: str, template: str, status: int, body: Json) -> list[str]:
        if status != 200:
            return []
        name = self._names.get((method, template))
        if name is None:
            return [f"{method} {template} is not in the library"]
        field = self._each.get((method, template))
        found = self._validators[name].iter_errors(body[field] if field else body)
        return [
            f"{method} {template} {'/'.join(map(str, one.absolute_path))}: {one.message[:200]}"
            for one in found
            if not self._known(one)
        ]

    @cached_property
    def _validators(self) -> dict[str, Draft7Validator]:
        made = schemas(self._folder, self._entry)
        return {name: Draft7Validator({**made, "$ref": f"#/definitions/{name}"}) for name in self._names.values()}

    def _known(self, error: JsonSchemaError) -> bool:
        if error.validator == "additionalProperties":
            return not error.instance.keys() - error.schema.get("properties", {}).keys() - self._also
        return error.instance is None and bool(error.path) and error.path[-1] in self._nulls
