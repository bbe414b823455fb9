"""The schemas that ship are those of the models, and take what an editor reads where a text is meant."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.curriculum.schema import schemas

SHIPPED = Path(__file__).resolve().parents[2] / "curricula" / "schema"


@pytest.mark.parametrize("name", ["course.schema.json", "unit.schema.json"])
def test_the_shipped_schema_is_that_of_the_models(name: str) -> None:
    shipped = (SHIPPED / name).read_text(encoding="utf-8")
    assert shipped == schemas()[name], "run `tutor check --schema` and commit what it writes"


def parts(schema: Any) -> list[dict[str, Any]]:
    """Every schema within a schema."""
    inside = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []
    found = [part for one in inside for part in parts(one)]
    return [schema, *found] if isinstance(schema, dict) else found


@pytest.mark.parametrize("text", schemas().values(), ids=schemas())
def test_a_text_may_look_like_a_number_to_an_editor(text: str) -> None:
    texts = [part for part in parts(json.loads(text)) if "string" in part.get("type", ())]
    free = [part for part in texts if "enum" not in part and "const" not in part]
    assert free
    assert all(part["type"] == ["string", "number", "boolean"] for part in free)


def test_a_check_in_is_called_try_as_in_a_file() -> None:
    step = json.loads(schemas()["unit.schema.json"])["$defs"]["LessonStep"]
    assert set(step["properties"]) == {"text", "picture", "link", "example", "try", "teaches"}
    assert step["additionalProperties"] is False
