"""The page of all commands: read off the application itself, so that it cannot be out of date."""

from collections.abc import Iterator
from enum import Enum
from typing import Any, Final

from edge_agent.__main__ import as_command, commands

HEAD: Final = """# All commands and options

Read off the program while this site was built. What the commands are for, and the documents that
they give with `--json`, tells [Commands and documents](../commands.md).
"""


def commands_page() -> str:
    loaded = {name: as_command(name, point.load()) for name, point in commands().items()}
    parts = [HEAD]
    for name in sorted(loaded):
        parts += section(f"packwarden {name}", loaded[name], 2)
    return "\n".join(parts) + "\n"


def section(name: str, command: Any, depth: int) -> Iterator[str]:
    """The command and, below it, those of its group."""
    yield f"{'#' * depth} {name}\n"
    yield f"{told(command.help)}\n"
    inner = getattr(command, "commands", {})
    if not inner:
        yield usage(name, command)
        yield table(command)
    for each in sorted(inner):
        yield from section(f"{name} {each}", inner[each], depth + 1)


def usage(name: str, command: Any) -> str:
    words = [name, *(metavar(part) for part in command.params if not is_option(part))]
    if any(is_option(part) and part.name != "help" for part in command.params):
        words.append("[OPTIONS]")
    return f"    {' '.join(words)}\n"


def table(command: Any) -> str:
    parts = [part for part in command.params if part.name != "help"]
    if not parts:
        return ""
    rows = "\n".join(row(part) for part in parts)
    return f"| | |\n|---|---|\n{rows}\n"


def row(part: Any) -> str:
    names = [*part.opts, *part.secondary_opts] if is_option(part) else [metavar(part)]
    cell = ", ".join(f"`{name}`" for name in names)
    facts = [told(getattr(part, "help", None)), *choices(part), *standing(part)]
    return f"| {cell} | {' '.join(fact for fact in facts if fact)} |"


def choices(part: Any) -> Iterator[str]:
    """Where it is one of a few words."""
    kind = part.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        yield "One of " + ", ".join(f"`{one.value}`" for one in kind) + "."


def standing(part: Any) -> Iterator[str]:
    """Whether it must be there, and what it is otherwise."""
    if part.required:
        yield "*Required.*"
    elif isinstance(part.show_default, str):
        yield f"Default: {told(part.show_default)}."
    elif part.default not in (None, "") and not isinstance(part.default, bool | list | tuple):
        yield f"Default: `{getattr(part.default, 'value', part.default)}`."


def is_option(part: Any) -> bool:
    return bool(part.param_type_name == "option")


def metavar(part: Any) -> str:
    name = str(part.metavar or part.name).upper()
    many = "…" if part.nargs == -1 else ""
    return f"{name}{many}" if part.required else f"[{name}{many}]"


def told(text: str | None) -> str:
    """In one paragraph that no table and no HTML takes for its own; what is after a form feed is
    for developers."""
    plain = " ".join((text or "").split("\f")[0].split())
    return plain.replace("|", "\\|").replace("<", "&lt;")
