"""What judges a fake finds what the vendor's description does not allow."""

import json
from pathlib import Path
from typing import Any

import pydantic
import pytest

from fakes.clients import of_openapi_typescript, of_openapi_typescript_codegen
from fakes.golang import described
from fakes.judges import ModelSchemas, Samples, Specification
from fakes.typescript import Types

TOKEN = {
    "type": "object",
    "required": ["id", "ends"],
    "properties": {"id": {"type": "integer"}, "ends": {"type": "string", "nullable": True}},
}


def description(version: str) -> dict[str, Any]:
    listed = {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/token"}}}}
    schema = (
        TOKEN
        if version.startswith("3.0")
        else TOKEN | {"properties": {"id": {"type": "integer"}, "ends": {"type": ["string", "null"]}}}
    )
    return {
        "openapi": version,
        "paths": {
            "/orgs/{org}/tokens": {
                "get": {"responses": {"200": {"content": listed}, "403": {"$ref": "#/components/responses/refused"}}}
            }
        },
        "components": {
            "schemas": {"token": schema},
            "responses": {
                "refused": {"content": {"application/json": {"schema": {"type": "object", "required": ["message"]}}}}
            },
        },
    }


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_description_judges_every_answer(version: str, tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(description(version)))
    judge = Specification.of(file, prefix="/api")
    ask = ("GET", "/api/orgs/{name}/tokens")
    assert judge.faults(*ask, 200, [{"id": 1, "ends": None}, {"id": 2, "ends": "2024-01-01"}]) == []
    assert judge.faults(*ask, 403, {"message": "no"}) == []
    assert "'x' is not of type" in judge.faults(*ask, 200, [{"id": "x", "ends": None}])[0]
    assert "'ends' is a required property" in judge.faults(*ask, 200, [{"id": 1}])[0]
    assert judge.faults(*ask, 403, {}) != []
    assert judge.faults(*ask, 418, {}) == ["GET /api/orgs/{name}/tokens never answers 418"]
    assert judge.faults("POST", "/api/orgs/{name}/tokens", 200, {}) != []


def test_samples_judge_the_fields_of_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shown").mkdir()
    (tmp_path / "shown" / "tokens.json").write_text('[{"id": 1, "ends": null}, {"id": 2, "name": "x"}]')
    monkeypatch.setenv("KEYROLL_DATA", str(tmp_path))
    (tmp_path / "shown" / "listed.json").write_text('{"data": [{"id": 1}], "links": {}}')
    judge = Samples("shown", {"/tokens": "tokens.json", "/listed": "listed.json"}, {"/listed": "data"})
    assert judge.faults("GET", "/listed", 200, {"data": [{"id": 7}], "more": 1}) == []
    assert "no such field" in judge.faults("GET", "/listed", 200, {"data": [{"value": "x"}]})[0]
    assert judge.faults("GET", "/tokens", 200, [{"id": 3, "ends": "2024-01-01"}]) == []
    assert "no such field" in judge.faults("GET", "/tokens", 200, [{"value": "x"}])[0]
    assert judge.faults("GET", "/tokens", 200, [{"id": "x"}]) != []


def test_typed_models_judge_types_and_fields() -> None:
    class Token(pydantic.BaseModel):
        id: str
        ends: str | None = None

    judge = ModelSchemas({("GET", "/tokens"): list[Token]}, "result", also=("made",))
    ask = ("GET", "/tokens", 200)
    assert judge.faults(*ask, {"result": [{"id": "1", "ends": None, "made": "x"}, {"id": "2"}]}) == []
    assert "'id' is a required property" in judge.faults(*ask, {"result": [{}]})[0]
    assert "1 is not of type 'string'" in judge.faults(*ask, {"result": [{"id": 1}]})[0]
    assert judge.faults(*ask, {"result": [{"id": "1", "value": "x"}]}) == ["GET /tokens: the vendor has no field value"]
    assert judge.faults("GET", "/others", 200, {}) == ["GET /others is not in the vendor's models"]


def test_types_of_a_library_judge_types_and_fields(tmp_path: Path) -> None:
    (tmp_path / "made.d.ts").write_text("export type Token = { id: number; ends?: string; kind?: 'a' | 'b' };")
    answers = {("GET", "/tokens"): "Token[]", ("GET", "/tokens/{id}"): "Token"}
    judge = Types(
        tmp_path,
        "import type { Token } from './made';",
        answers,
        each={("GET", "/tokens"): "values"},
        also=("made",),
        nulls=("ends",),
    )
    ask = ("GET", "/tokens", 200)
    assert judge.faults(*ask, {"values": [{"id": 1, "ends": None, "made": "x"}, {"id": 2, "kind": "b"}]}) == []
    assert judge.faults("GET", "/tokens/{id}", 200, {"id": 1}) == judge.faults("GET", "/tokens/{id}", 404, {}) == []
    assert "'id' is a required property" in judge.faults(*ask, {"values": [{}]})[0]
    assert "'x' is not of type 'number'" in judge.faults(*ask, {"values": [{"id": "x"}]})[0]
    assert "None is not of type 'number'" in judge.faults(*ask, {"values": [{"id": None}]})[0]
    assert "'value' was unexpected" in judge.faults(*ask, {"values": [{"id": 1, "value": "x"}]})[0]
    assert judge.faults(*ask, {"values": [{"id": 1, "kind": "c"}]}) != []
    assert judge.faults("GET", "/others", 200, {}) == ["GET /others is not in the library"]


LIBRARY = """package vendor

type Level int

// Basic is in every token.
type Basic struct {
\tID int `json:"id"`
}

type Token struct {
\tBasic
\tEnds   *ISOTime    `json:"ends,omitempty"`
\tMade   *time.Time  `json:"made" url:"made"`
\tLevel  Level       `json:"level"`
\tUsers  []*Basic    `json:"users"`
\tPlaces struct {
\t\tHost string `json:"host"`
\t} `json:"places"`
}

func (s *TokensService) ListTokens(gid any, opt *Options) ([]*Token, *Response, error) {
\tu := fmt.Sprintf("groups/%s/tokens", PathEscape(group))

\treq, err := s.client.NewRequest(http.MethodGet, u, opt, options)
}

func (s *TokensService) GetToken() (*Token, *Response, error) {
\treq, err := s.client.NewRequest(http.MethodGet, "tokens/self", nil, options)
}
"""


def test_a_library_in_go_judges_requests_types_and_fields(tmp_path: Path) -> None:
    (tmp_path / "tokens.go").write_text(LIBRARY)
    judge = Specification(described(tmp_path), "/api")
    ask = ("GET", "/api/tokens/self", 200)
    good = {"id": 1, "ends": "2024-01-31", "made": "2024-01-31T10:00:00.5Z", "level": 30, "users": [{"id": 2}]}
    assert judge.faults(*ask, good | {"places": {"host": "x"}}) == judge.faults(*ask, {"ends": None}) == []
    assert judge.faults("GET", "/api/groups/{id}/tokens", 200, [good]) == []
    assert len(judge.faults("GET", "/api/groups/{id}/tokens", 200, good)) == 1
    for wrong in ({"id": "1"}, {"ends": "2024-01-31T10:00:00Z"}, {"made": "2024-01-31"}, {"level": "high"}):
        assert len(judge.faults(*ask, good | wrong)) == 1, wrong
    assert len(judge.faults(*ask, good | {"users": [{"name": "x"}]})) == 1
    assert "'host' was unexpected" in judge.faults(*ask, good | {"host": "x"})[0]
    assert judge.faults("DELETE", *ask[1:], {}) == ["DELETE /api/tokens/self is not in the vendor's description"]


PATHS = """export interface paths {
    readonly "/tokens/{tokenId}": {
        readonly get: operations["getToken"];
        readonly put?: never;
    };
}
export interface components {
    schemas: {
        readonly Token: {
            readonly id?: string;
            readonly user?: components["schemas"]["User"];
        };
        readonly Unused: string;
        readonly User: {
            readonly name: components["schemas"]["Name"];
        };
        readonly Name: string;
    };
}
export interface operations {
    readonly getToken: {
        readonly responses: {
            /** @description A page of tokens. */
            readonly 200: {
                headers: Readonly<Record<string, unknown>>;
                content: {
                    readonly "application/json": {
                        readonly values?: readonly components["schemas"]["Token"][];
                    };
                };
            };
            readonly 401: {
                content: {
                    readonly "application/json": string;
                };
            };
        };
    };
}
"""


def test_a_client_of_openapi_typescript_is_cut_to_what_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "made.d.ts"
    file.write_text(PATHS)
    models, answers = of_openapi_typescript(file, "/rest", ["/rest/tokens/{id}", "/rest/others"])
    assert (list(answers), "Unused" in models) == ([("GET", "/rest/tokens/{id}")], False)
    judge = Types(tmp_path, models, answers)
    ask = ("GET", "/rest/tokens/{id}", 200)
    assert judge.faults(*ask, {"values": [{"id": "1", "user": {"name": "ann"}}]}) == []
    assert "1 is not of type 'string'" in judge.faults(*ask, {"values": [{"user": {"name": 1}}]})[0]
    assert "'more' was unexpected" in judge.faults(*ask, {"values": [{"more": 1}]})[0]
    assert judge.faults("GET", "/rest/others", 200, {}) == ["GET /rest/others is not in the library"]


SERVICE = """export class TokenService {
    public static makeToken(): CancelablePromise<Made> {
        return __request(OpenAPI, {
            method: 'POST',
            url: '/tokens/{tokenId}',
        });
    }
    public static getToken(
        tokenId: string,
    ): CancelablePromise<Array<Token>> {
        return __request(OpenAPI, {
            method: 'GET',
            url: '/tokens/{tokenId}',
        });
    }
}
"""


def test_a_generated_client_tells_what_each_request_answers(tmp_path: Path) -> None:
    (tmp_path / "TokenService.ts").write_text(SERVICE)
    found = of_openapi_typescript_codegen(tmp_path, "/rest", ["/rest/tokens/{id}", "/rest/others"])
    assert found == {("GET", "/rest/tokens/{id}"): "Array<Token>"}


def test_a_type_that_nothing_is_known_of_judges_nothing(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="nothing is known"):
        Types(tmp_path, "import type { Gone } from './gone';", {("GET", "/tokens"): "Gone"})
