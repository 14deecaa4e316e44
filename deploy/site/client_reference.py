"""The page of the Python client: what `edge_agent.client` hands out, with its docstrings."""

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

from pydantic import BaseModel

HEAD: Final = """# Python client

Read off `edge_agent.client` while this site was built. How a program gets a token tells
[the API](../api.md).
"""


def client_page(module: ModuleType) -> str:
    """Of everything that the module hands out, the clients first."""
    parts = [HEAD, f"{inspect.getdoc(module)}\n"]
    named = {name: getattr(module, name) for name in module.__all__}
    for name in sorted(named, key=lambda name: (rank(name, named[name]), name)):
        parts += class_lines(name, named[name])
    return "\n".join(parts) + "\n"


def rank(name: str, value: Any) -> int:
    """Clients, then what is asked and given, then errors."""
    if name.endswith("Client"):
        return 0
    return 2 if issubclass(value, Exception) else 1


def class_lines(name: str, value: type) -> Iterator[str]:
    yield f"## {name}\n"
    if value.__doc__ and "__doc__" in vars(value):
        yield f"{own_doc(value)}\n"
    bases = [base.__name__ for base in value.__bases__ if issubclass(base, Exception)]
    if bases:
        yield f"Is a `{bases[0]}`.\n"
    yield from field_lines(value)
    for method, each in vars(value).items():
        if not method.startswith("_") and inspect.isfunction(each):
            yield f"### {name}.{method}\n"
            yield code(signature(method, each))
            yield f"{inspect.getdoc(each) or ''}\n"


def own_doc(value: type) -> str:
    """Not the signature that a dataclass writes for itself."""
    text = inspect.cleandoc(value.__doc__ or "")
    return "" if text.startswith(f"{value.__name__}(") else text


def field_lines(value: type) -> Iterator[str]:
    annotations = inspect.get_annotations(value)
    members = list(getattr(value, "__members__", ()))
    if members:
        yield " or ".join(f"`{value[one].value}`" for one in members) + "\n"  # type: ignore[index]
    elif issubclass(value, BaseModel) or hasattr(value, "__dataclass_fields__"):
        shown = {field: kind for field, kind in annotations.items() if is_shown(field)}
        if shown:
            yield "| field | is |\n|---|---|"
            yield from (f"| `{field}` | `{written_type(kind)}` |" for field, kind in shown.items())
            yield ""


def is_shown(field: str) -> bool:
    return not field.startswith("_") and field != "model_config"


def written_type(kind: Any) -> str:
    text = kind.__name__ if isinstance(kind, type) and not hasattr(kind, "__args__") else str(kind)
    return bare(text).replace("|", "\\|")


def signature(name: str, function: Any) -> str:
    taken = inspect.signature(function)
    _, *parameters = taken.parameters.values()
    is_awaited = inspect.iscoroutinefunction(function)
    words = bare(str(taken.replace(parameters=parameters)))
    return ("async " if is_awaited else "") + name + words


def bare(text: str) -> str:
    """Without the modules in which types live."""
    words = text.replace("typing.", "").replace("collections.abc.", "").replace("pathlib.", "")
    for module in ("edge_agent.client.models.", "edge_agent.client.questions."):
        words = words.replace(module, "")
    return words.replace("edge_agent.core.packs.", "").replace("datetime.", "")


def code(text: str) -> str:
    return f"```python\n{text}\n```\n"
