"""Judges of what a fake answers: the vendor's OpenAPI description, or at least records that the vendor shows."""

import importlib
import json
import os
import re
from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator
from openapi_schema_validator import OAS30Validator, OAS31Validator
from pydantic import TypeAdapter, ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT4, DRAFT202012

Json = Any


class Specification:
    """An OpenAPI description (3.0 or 3.1, JSON) in a file; ``prefix`` is what its paths leave out."""

    def __init__(self, document: Mapping[str, Json], prefix: str = "") -> None:
        self._document, self._prefix = document, prefix
        self._new = str(document["openapi"]).startswith("3.1")

    @classmethod
    def of(cls, file: Path, prefix: str = "") -> "Specification":
        return cls(json.loads(file.read_text(encoding="utf-8")), prefix)

    @cached_property
    def _registry(self) -> Registry[Any]:
        return Registry().with_resource(
            "urn:spec", (DRAFT202012 if self._new else DRAFT4).create_resource(self._document)
        )

    @cached_property
    def _paths(self) -> dict[str, str]:
        """The description's own name of each path, by its shape: names of its open parts differ from ours."""
        return {re.sub(r"\{[^}]+\}", "{}", path): path for path in self._document["paths"]}

    def faults(self, method: str, template: str, status: int, body: Json) -> list[str]:
        path = self._paths.get(re.sub(r"\{[^}]+\}", "{}", template.removeprefix(self._prefix)))
        operation = self._document["paths"].get(path, {}).get(method.lower()) if path else None
        if operation is None:
            return [f"{method} {template} is not in the vendor's description"]
        responses = operation["responses"]
        code = str(status) if str(status) in responses else "default"
        if code not in responses:
            return [f"{method} {template} never answers {status}"]
        steps = ["paths", path, method.lower(), "responses", code, "content", "application/json", "schema"]
        if "$ref" in responses[code]:
            steps = [*responses[code]["$ref"].removeprefix("#/").split("/"), "content", "application/json", "schema"]
        pointer = "/".join(quote(str(one).replace("~", "~0").replace("/", "~1"), safe="~") for one in steps)
        kind = OAS31Validator if self._new else OAS30Validator
        validator = kind({"$ref": f"urn:spec#/{pointer}"}, registry=self._registry)
        return [
            f"{method} {template} {'/'.join(map(str, one.absolute_path))}: {one.message[:200]}"
            for one in validator.iter_errors(body)
        ]


class Samples:
    """Answers that the vendor shows on its pages: a fake's record has no field that none of them has.

    Weaker than a description: what may be absent nobody says. ``files`` names the sample by the route's template, below
    ``KEYROLL_DATA``; without that folder nothing is judged. ``fields`` names where in an answer its records stand.
    """

    def __init__(self, folder: str, files: Mapping[str, str], fields: Mapping[str, str] | None = None) -> None:
        self._root = os.environ.get("KEYROLL_DATA", "")
        self._folder, self._files, self._fields = folder, files, fields or {}

    def faults(self, _method: str, template: str, status: int, body: Json) -> list[str]:
        file = self._files.get(template)
        if not self._root or not file or status != 200:
            return []
        place = Path(self._root) / self._folder / file
        if not place.exists():
            return []
        shown = json.loads(place.read_text(encoding="utf-8"))
        known: dict[str, set[str]] = {}
        for one in self._listed(template, shown):
            for name, value in one.items():
                known.setdefault(name, set()).add(_kind(value))
        return [
            f"{template}: {name} is {_kind(value)}; the vendor shows {known.get(name) or 'no such field'}"
            for one in self._listed(template, body)
            for name, value in one.items()
            if _kind(value) not in known.get(name, set()) | {"null"} and known.get(name) != {"null"}
        ]

    def _listed(self, template: str, body: Json) -> list[dict[str, Json]]:
        field = self._fields.get(template)
        return _records(body[field] if field else body)


def _records(body: Json) -> list[dict[str, Json]]:
    return [one for one in body if isinstance(one, dict)] if isinstance(body, list) else [body]


def _kind(value: Json) -> str:
    return "null" if value is None else type(value).__name__


class Models:
    """Typed models that a vendor publishes with its own client library (pydantic), by the route's template.

    Each record of a list is judged (``field``: where a list is wrapped), or the body as a whole. A field that the model
    has not is a fault, as is a wrong type.
    """

    def __init__(self, models: Mapping[str, tuple[str, str]], folder: str = "", field: str = "") -> None:
        self._models, self._folder, self._field = models, folder, field

    def faults(self, _method: str, template: str, status: int, body: Json) -> list[str]:
        known = self._models.get(template)
        if status >= 300:
            return []
        if known is None:
            return [f"{template} is judged by no model of the vendor's"]
        model = getattr(importlib.import_module(self._folder + known[0]), known[1])
        return [f"{template}: {fault}" for one in _records(self._listed(body)) for fault in _misfits(model, one)]

    def _listed(self, body: Json) -> Json:
        return body[self._field] if self._field and isinstance(body, dict) and self._field in body else body


def _misfits(model: Any, body: Json) -> list[str]:
    names = {field.alias or name for name, field in model.model_fields.items()}
    unknown = [f"{model.__name__} has no field {name}" for name in body if name not in names]
    try:
        TypeAdapter(model).validate_python(body)
    except ValidationError as error:
        unknown += [f"{model.__name__} {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    return unknown


class ModelSchemas:
    """The vendor's own typed models, out of the library that it publishes: of what stands in a field of the answer.

    ``models`` gives a pydantic type by method and template; ``field`` is what it describes. To these libraries any
    field may be absent, so that one which none of them has is a fault as well, unless ``also`` names it: those that the
    vendor's pages show and its library leaves out.
    """

    def __init__(self, models: Mapping[tuple[str, str], Json], field: str = "", also: Collection[str] = ()) -> None:
        self._models, self._field, self._also = models, field, frozenset(also)

    def faults(self, method: str, template: str, status: int, body: Json) -> list[str]:
        if status != 200:
            return []
        kind = self._models.get((method, template))
        if kind is None:
            return [f"{method} {template} is not in the vendor's models"]
        described = body.get(self._field) if self._field else body
        schema = TypeAdapter(kind).json_schema(by_alias=True)
        wrong = [
            f"{method} {template} {'/'.join(map(str, one.absolute_path))}: {one.message[:200]}"
            for one in Draft202012Validator(schema).iter_errors(described)
        ]
        known = {name for part in (schema, *schema.get("$defs", {}).values()) for name in part.get("properties", ())}
        strange = {name for one in _records(described) for name in one} - known - self._also
        return [*wrong, *(f"{method} {template}: the vendor has no field {name}" for name in sorted(strange))]
