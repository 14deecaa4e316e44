"""XML as plain elements that know their line; a document type, and with it every entity, is
refused.

Entities are what XML bombs and reading of foreign files are made of; no export needs them.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

from training.data.errors import ImportRefused
from training.data.imports.guards import read_table

MOST_DEPTH: Final = 32


@dataclass(slots=True)
class Element:
    name: str
    attributes: dict[str, str]
    line: int
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> list["Element"]:
        return [child for child in self.children if child.name == name]


def read_xml(file: Path) -> Element:
    """The outermost element; ImportRefused with the line of what cannot be read."""
    text = read_table(file)
    parser = expat.ParserCreate("utf-8")  # it is read as that, whatever it says of itself
    outside = Element("", {}, 0)
    open_ones = [outside]

    def begin(name: str, attributes: dict[str, str]) -> None:
        if len(open_ones) > MOST_DEPTH:
            raise ImportRefused(file, f"line {parser.CurrentLineNumber}", "is nested too deep")
        element = Element(name, attributes, parser.CurrentLineNumber)
        open_ones[-1].children.append(element)
        open_ones.append(element)

    def end(_: str) -> None:
        open_ones.pop()

    def characters(data: str) -> None:
        open_ones[-1].text += data

    def refuse(*_: object) -> None:
        place = f"line {parser.CurrentLineNumber}"
        raise ImportRefused(file, place, "has a document type; leave <!DOCTYPE …> out")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = characters, refuse
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise ImportRefused(file, f"line {error.lineno}", f"is no XML: {error}") from error
    return outside.children[0]
