"""Words that a caller asks by: short, and without the character that no database keeps (NUL)."""

from typing import Annotated, Final

from fastapi import Path, Query

NO_NUL: Final = r"^[^\x00]*$"
Word = Annotated[str | None, Query(max_length=200, pattern=NO_NUL)]
PathWord = Annotated[str, Path(max_length=200, pattern=NO_NUL)]
