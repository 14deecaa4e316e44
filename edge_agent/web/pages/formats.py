"""Numbers, shares and times as the reader's language writes them (CLDR, through Babel)."""

from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency, format_decimal, format_percent

from edge_agent.core.reasons.languages import Language

LOCALES = {Language.EN: "en_GB", Language.DE: "de_DE"}
"""English as plants in Europe write it: 24 hours, day before month."""


@dataclass(frozen=True, slots=True)
class Formats:
    language: Language

    @property
    def locale(self) -> str:
        return LOCALES[self.language]

    def number(self, value: float, digits: int = 0) -> str:
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(value, pattern, self.locale)

    def share(self, value: float, digits: int = 1) -> str:
        """0.0148 is 1.5 %."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "") + "\N{NO-BREAK SPACE}%"
        return format_percent(value, pattern, self.locale)

    def euro(self, value: float) -> str:
        return format_currency(value, "EUR", locale=self.locale)

    def moment(self, at: datetime) -> str:
        """Date and time on the station's own clock, to the second."""
        return format_datetime(at.astimezone(), "dd.MM.yyyy HH:mm:ss", locale=self.locale)

    def time(self, at: datetime) -> str:
        return format_time(at.astimezone(), "HH:mm:ss", locale=self.locale)

    def day(self, day: date) -> str:
        return format_date(day, "d MMM yyyy", locale=self.locale)
