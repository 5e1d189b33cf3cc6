"""JSON Schema out of the TypeScript types of a package from npm, made by ``ts-json-schema-generator``.

``generator/`` locks that tool; it is installed once into the cache of ``specs``, and so is each schema that it made.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Collection, Mapping
from functools import cache
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


def shape(template: str) -> str:
    """Return a path with its open parts unnamed: each has other names for them."""
    return re.sub(r"\{[^}]+\}", "{}", template)


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
        routes = sorted(answers)
        lines = [imports, *(f"export type Answer{number} = {answers[one]};" for number, one in enumerate(routes))]
        entry = "\n".join(lines) + "\n"
        self._names = {(method, shape(path)): f"Answer{number}" for number, (method, path) in enumerate(routes)}
        self._each = {(method, shape(path)): field for (method, path), field in (each or {}).items()}
        self._also, self._nulls = frozenset(also), frozenset(nulls)
        made = schemas(folder, entry)
        unknown = [name for name in self._names.values() if made["definitions"].get(name) in ({}, {"not": {}}, None)]
        assert not unknown, f"{unknown} of these are types that nothing is known of:\n{entry}"
        self._validators = {
            name: Draft7Validator({**made, "$ref": f"#/definitions/{name}"}) for name in self._names.values()
        }

    def faults(self, method: str, template: str, status: int, body: Json) -> list[str]:
        if status != 200:
            return []
        name = self._names.get((method, shape(template)))
        if name is None:
            return [f"{method} {template} is not in the library"]
        field = self._each.get((method, shape(template)))
        found = self._validators[name].iter_errors(body[field] if field else body)
        return [
            f"{method} {template} {'/'.join(map(str, one.absolute_path))}: {one.message[:200]}"
            for one in found
            if not self._known(one)
        ]

    def _known(self, error: JsonSchemaError) -> bool:
        if error.validator == "additionalProperties":
            return not error.instance.keys() - error.schema.get("properties", {}).keys() - self._also
        return error.instance is None and bool(error.path) and error.path[-1] in self._nulls
