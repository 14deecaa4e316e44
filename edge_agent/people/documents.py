"""Between a frozen value and the document that is signed for it."""

from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from edge_agent.people.errors import NotGenuine
from edge_agent.people.signing import EDITED, Document, canonical

Value = TypeVar("Value")


class DocumentKind(Generic[Value]):
    """One kind of signed document: its name and the value that it carries."""

    def __init__(self, kind: str, value_type: type[Value]) -> None:
        self.kind = kind
        self._adapter: TypeAdapter[Value] = TypeAdapter(value_type)

    def document(self, value: Value) -> Document:
        return {"kind": self.kind, **self._adapter.dump_python(value, mode="json")}

    def value(self, document: Document) -> Value:
        """NotGenuine for another kind, and for all that this value would not have given."""
        if document.get("kind") != self.kind:
            raise NotGenuine(f"this is a {document.get('kind')!r}; expected a {self.kind}")
        fields = {name: given for name, given in document.items() if name != "kind"}
        try:
            value = self._adapter.validate_python(fields)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "a value"
            raise NotGenuine(f"the {self.kind} is wrong at {place}: {first['msg']}") from error
        if canonical(self.document(value)) != canonical(document):
            raise NotGenuine(f"the {self.kind} {EDITED}")
        return value
