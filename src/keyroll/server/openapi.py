"""The OpenAPI 3.1 description of the JSON of all pages, made from the pages themselves."""

from functools import cache

from keyroll.server.page import Page
from keyroll.server.shapes import Json, schema, shapes
from keyroll.version import VERSION


@cache
def description() -> dict[str, Json]:
    """Return the description."""
    from keyroll.server.console import pages

    known: dict[str, type] = {}
    paths: dict[str, Json] = {}
    for name, page in pages().items():
        for title, shape in shapes(page.shape).items():
            if known.setdefault(title, shape) is not shape:
                raise TypeError(f"two shapes are called {title}")
        paths["/overview.json" if page.path == "/" else f"{page.path}.json"] = {"get": _operation(name, page)}
    schemas: dict[str, Json] = {title: schema(shape) for title, shape in sorted(known.items())}
    schemas["Failed"] = {
        "type": "object",
        "properties": {"error": {"type": "string"}, "hint": {"type": "string"}},
        "required": ["error"],
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "keyroll", "version": VERSION, "description": "The data of the console's pages."},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "keyroll"},
                "token": {"type": "http", "scheme": "bearer", "description": "A machine's token with pages:read."},
            },
        },
    }


def _operation(name: str, page: Page) -> Json:
    said: dict[str, Json] = {
        "type": "object",
        "properties": {
            "schema_version": {"const": 1},
            "page": {"type": "string"},
            "data": {"$ref": f"#/components/schemas/{page.shape.__name__}"},
        },
        "required": ["schema_version", "page", "data"],
    }
    failed: Json = {"application/json": {"schema": {"$ref": "#/components/schemas/Failed"}}}
    words = {
        "400": "a parameter is invalid", "401": "not signed in", "403": "the role may not see it",
        "404": "there is no data", "421": "the host name is not the console's",
        "500": "the home cannot be read; the reason is in the server's output",
        "503": "the answer is being computed, or too many answers are",
    }  # fmt: skip
    responses: dict[str, Json] = {
        "200": {"description": page.title, "content": {"application/json": {"schema": said}}},
        **{code: {"description": text, "content": failed} for code, text in words.items()},
    }
    security: list[Json] = [{"session": []}]
    if page.role == "viewer":
        security.append({"token": []})
    return {
        "operationId": name,
        "summary": page.title,
        "description": f"For the role {page.role} and above.",
        "parameters": [
            {"name": one.name, "in": "query", "description": one.about, "required": one.needed,
             "schema": one.schema()}
            for one in page.parameters
        ],
        "responses": responses,
        "security": security,
    }  # fmt: skip
