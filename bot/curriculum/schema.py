"""The shape of course and unit files as JSON Schema, so that an editor completes keys and marks slips while one types.

Rules
- Made from the models, never by hand: `tutor check --schema` writes the files, a test compares them.
- Editors read `answer: 8` as a number and `answer: no` as a truth value, where a text is meant and is read by us. So
  wherever the models say text, the schema takes every scalar.
- A schema says what one file may hold. What needs the whole course is proved by `tutor check`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.curriculum.model import CourseFile, UnitFile

if TYPE_CHECKING:
    from pydantic import BaseModel

_SCALARS = ["string", "number", "boolean"]


def schemas() -> dict[str, str]:
    """File name -> text, each a JSON Schema (draft 2020-12) that ends with a line break."""
    return {"course.schema.json": _text(CourseFile), "unit.schema.json": _text(UnitFile)}


def _text(model: type[BaseModel]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_scalars(model.model_json_schema())}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _scalars(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema, with every scalar where it says text. A text from a fixed list (`enum`, `const`) stays as it
    is.
    """
    made = {key: _within(value) for key, value in schema.items()}
    if made.get("type") == "string" and "enum" not in made and "const" not in made:
        made["type"] = _SCALARS
    return made


def _within(value: Any) -> Any:
    if isinstance(value, dict):
        return _scalars(value)
    return [_within(part) for part in value] if isinstance(value, list) else value
