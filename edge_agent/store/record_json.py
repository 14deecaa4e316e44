"""A record as one JSON text, and back exactly.

Field names are those of the values in core. A field that an older record lacks gets its default, so
that old stores stay readable when a field with a default is added. A score that is no number is
written as the text "NaN": JSON has no word for it, and a record is never lost for its contents.
"""

from pydantic import ConfigDict, RootModel, ValidationError

from edge_agent.core.errors import StoreDamaged
from edge_agent.core.packs import Record


class RecordDocument(RootModel[Record]):
    model_config = ConfigDict(ser_json_inf_nan="strings")


def record_to_json(record: Record) -> str:
    return RecordDocument(record).model_dump_json()


def record_from_json(text: str) -> Record:
    """StoreDamaged when the text is no record."""
    try:
        return RecordDocument.model_validate_json(text).root
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the text"
        raise StoreDamaged(f"this is no record: {place}: {first['msg']}") from error
