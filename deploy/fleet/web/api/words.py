"""Words and numbers that a caller asks by: short, without the character that no database keeps
(NUL), and no larger than every reader of JSON knows whole numbers.
"""

from typing import Annotated, Final

from fastapi import Path, Query

NO_NUL: Final = r"^[^\x00]*$"
Word = Annotated[str | None, Query(max_length=200, pattern=NO_NUL)]
PathWord = Annotated[str, Path(max_length=200, pattern=NO_NUL)]
LARGEST: Final = 2**53
Number = Annotated[int, Path(ge=1, le=LARGEST)]
BeforeNumber = Annotated[int | None, Query(ge=1, le=LARGEST)]
"""Of a list, the newest first: where it goes on."""
