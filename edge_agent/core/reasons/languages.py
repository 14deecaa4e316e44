"""The languages that sentences are told in, and words that stand side by side in all of them.

A phrase may have places for values, the same in every language: "reads {read}", "lautet {read}".
Values are filled in once and never searched for places themselves.
"""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    EN = "en"
    DE = "de"


@dataclass(frozen=True, slots=True)
class Phrase:
    en: str
    de: str

    def said(self, language: Language, **values: str) -> str:
        words = {Language.EN: self.en, Language.DE: self.de}
        return words[language].format(**values)
