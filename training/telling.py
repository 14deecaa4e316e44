"""What a command of training ends with: one document, or one line."""

import json
import sys
from typing import Any


def tell(document: dict[str, Any], as_json: bool, said: str) -> None:
    sys.stdout.write((json.dumps(document, ensure_ascii=False) if as_json else said) + "\n")
