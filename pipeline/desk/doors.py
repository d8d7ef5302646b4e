"""What the desk answers, as OpenAPI 3.1: served at `/`, and kept beside the other contracts.

The parameters that a request may have are those of this description, and no others.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from pipeline import model
from pipeline.edge.archive import Counts
from pipeline.stages.board import Board

LARGEST_PAGE = 500
DEVELOPMENTS = "/api/v1/developments"
CHANGES = "/api/v1/changes"
BOARDS = "/api/v1/boards"
Parameters: TypeAlias = dict[str, tuple[dict[str, Any], str]]
PARAMETERS: Parameters = {
    "watch": ({"type": "string"}, "Only of this watch, by its id."),
    "type": ({"type": "string"}, "Only of this type, or of this own type of a watch."),
    "since": (
        {"type": "string"},
        "Only what moved in the news since then, whatever users judged: a date or a time in ISO 8601, as 2026-01-31.",
    ),
    "limit": ({"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": 50}, "How many on a page."),
    "cursor": ({"type": "string"}, "The `next` of the page before."),
}
"""Name to schema and meaning of what `DEVELOPMENTS` may be asked."""
CHANGES_PARAMETERS = {
    **{name: PARAMETERS[name] for name in ("watch", "limit")},
    "cursor": ({"type": "string"}, "The `next` of the answer before; all that is known comes without."),
}
"""The same for `CHANGES`."""
_SAID = (
    "What is known, for reading; times without a zone are UTC. JSON has an `ETag`: with it in `If-None-Match` the "
    "answer is 304 while nothing changed. What goes wrong is a problem (RFC 9457) in words; 421 is one of who asks by "
    "a name that is not the desk's."
)


def described() -> dict[str, Any]:
    """The doors, what each takes and what it answers."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "dealwire's desk", "version": "1", "description": _SAID},
        "paths": {
            DEVELOPMENTS: _get("Developments, what changed last first.", _page(), _queried(PARAMETERS), "404"),
            CHANGES: _get(
                "Developments, each once, in the order in which the desk heard of their last changes; `merged_into` or "
                "`retracted` says that one is none any more.",
                _news(),
                _queried(CHANGES_PARAMETERS),
                "404",
                "410",
            ),
            DEVELOPMENTS + "/{id}": _get("One development.", _refers("Development"), [_named("id")], "404"),
            BOARDS: _get("Where each watched deal stands, by watch.", _listed()),
            BOARDS + "/{watch}": _get(
                "Where one deal stands, and each turn with the id of the development that made it.",
                _refers("Board"),
                [_named("watch")],
                "404",
            ),
            "/api/v1/counts": _get("How many there are of each.", _refers("Counts")),
            "/healthz": _get('"ok".', None, None, "503"),
            "/metrics": _get("The desk's metrics, for Prometheus.", None),
        },
        "components": {"schemas": _schemas()},
    }


def _get(summary: str, schema: dict[str, Any] | None, asked: list[Any] | None = None, *wrong: str) -> dict[str, Any]:
    if schema is None:
        answers = {"200": {"description": summary, "content": {"text/plain": {}}}}
        problem = {"description": "What is wrong.", "content": {"text/plain": {}}}
    else:
        answers = {
            "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
            "304": {"description": "Nothing has changed since the `ETag` in `If-None-Match`."},
        }
        problem = {
            "description": "A problem (RFC 9457): `detail` says what.",
            "content": {"application/problem+json": {}},
        }
        wrong = ("400", *wrong)  # what may be asked is known of each that answers in JSON
    answers |= dict.fromkeys((*wrong, "421"), problem)
    return {"get": {"summary": summary, "parameters": asked or [], "responses": answers}}


def _queried(parameters: Parameters) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "schema": schema, "description": meaning}
        for name, (schema, meaning) in parameters.items()
    ]


def _named(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _page() -> dict[str, Any]:
    return _developments({"type": ["string", "null"], "description": "The cursor of the page behind; null: no more."})


def _news() -> dict[str, Any]:
    return _developments({"type": "string", "description": "The cursor for what changes from here on."})


def _developments(cursor: dict[str, Any]) -> dict[str, Any]:
    listed = {"type": "array", "items": _refers("Development")}
    return {"type": "object", "properties": {"developments": listed, "next": cursor}}


def _listed() -> dict[str, Any]:
    return {"type": "object", "properties": {"boards": {"type": "array", "items": _refers("Board")}}}


def _refers(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _schemas() -> dict[str, Any]:
    """As on the topics, without the mark of the wire."""
    _, schemas = msgspec.json.schema_components(
        (model.Development, Counts, Board), ref_template="#/components/schemas/{name}"
    )
    said = schemas["Development"]
    said["properties"].pop("noun")
    said["required"].remove("noun")
    return schemas
