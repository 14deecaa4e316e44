"""The code that stands on a page, run as it stands there."""

import re
import sys
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def module_of(page: str) -> ModuleType:
    """All its Python together, as one module that can be asked for by its name."""
    module = ModuleType(f"page_{page.removesuffix('.md').replace('-', '_')}")
    sys.modules[module.__name__] = module
    code = compile("\n".join(blocks(page, "python")), str(DOCS / page), "exec")
    exec(code, module.__dict__)
    return module
