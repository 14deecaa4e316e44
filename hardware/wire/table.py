"""The message table as people read it: the part of hardware/firmware/README.md between its marks.

Written by `python -m hardware.wire.header` together with messages.h.
"""

from collections.abc import Iterator
from pathlib import Path

from hardware.wire.messages import SEQUENCED, TABLE, TO_CONTROLLER, Message
from hardware.wire.packing import LAYOUTS, PROTOCOL

README = Path(__file__).parents[1] / "firmware" / "README.md"
BEGIN, END = "<!-- the message table -->", "<!-- end of the message table -->"


def table() -> str:
    return "\n".join(rows())


def rows() -> Iterator[str]:
    yield f"Protocol `{PROTOCOL:08x}`."
    yield ""
    yield "| no | message | goes | bytes | payload |"
    yield "|---|---|---|---|---|"
    for number, kind in TABLE.items():
        yield row(number, kind)


def row(number: int, kind: type[Message]) -> str:
    layout = LAYOUTS[kind]
    fields = ", ".join(f"{field.name} {field.number.name}" for field in layout.fields)
    goes = "to the controller" if number in TO_CONTROLLER else "to the host"
    if kind in SEQUENCED:
        goes += ", in order"
    return f"| {number} | `{kind.__name__}` | {goes} | {layout.packed.size} | {fields} |"


def with_table(readme: str) -> str:
    """The same text with today's table between the marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, behind = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{behind}"
