"""The words that packs print beside lots and dates, and where they stand in a text.

Words are matched without accents; blanks and dots inside them may be missing or doubled, and O, I
may be read as 0, 1. A short word must stand by itself (EXP is not in EXPRESS), a long one need not.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from edge_agent.core.date_shapes import NAME
from edge_agent.core.months import folded


class Label(StrEnum):
    """What a word says of the text that follows it."""

    EXPIRY = "expiry"
    PRODUCTION = "production"
    LOT = "lot"


WORDS: dict[Label, tuple[str, ...]] = {
    Label.EXPIRY: (
        *("BEST BEFORE END", "BEST BEFORE DATE", "BEST BEFORE", "BEST BY", "BEST IF USED BY"),
        *("BEST IF USED BEFORE", "BBE", "BBD", "BB", "USE BY", "USE BEFORE", "SELL BY"),
        *("FREEZE BY", "ENJOY BY", "CONSUME BEFORE", "CONSUME BY", "EXPIRY DATE"),
        *("EXPIRATION DATE", "EXPIRATION", "EXPIRES", "EXPIRY", "EXP DATE", "EXP"),
        *("MINDESTENS HALTBAR BIS", "HALTBAR BIS", "MHD", "ZU VERBRAUCHEN BIS"),
        *("VERBRAUCHEN BIS", "VERWENDBAR BIS", "VERFALLDATUM", "VERW BIS"),
        *("A CONSOMMER DE PREFERENCE AVANT", "A CONSOMMER AVANT", "A CONSOMMER JUSQU'AU"),
        *("A CONSOMMER", "PEREMPTION", "DLC", "DLUO", "DDM"),
        *("CONSUMIR PREFERENTEMENTE ANTES DEL", "CONSUMIR PREFERENTEMENTE", "CONSUMIR ANTES"),
        *("FECHA DE CADUCIDAD", "CADUCIDAD", "CAD", "FECHA DE VENCIMIENTO", "VENCIMIENTO"),
        *("VENCE", "VENC", "VTO"),
        *("DA CONSUMARSI PREFERIBILMENTE ENTRO", "DA CONSUMARSI ENTRO", "DA CONSUMARSI"),
        *("SCADENZA", "SCAD"),
        *("CONSUMIR DE PREFERENCIA ANTES", "CONSUMIR DE PREFERENCIA", "CONSUMIR ATE"),
        *("VALIDADE", "VALIDO ATE", "VAL"),
    ),
    Label.PRODUCTION: (
        *("PRODUCTION DATE", "PRODUCTION", "PRODUCED", "PROD", "PRD", "PRO", "MFG DATE", "MFG"),
        *("MFD", "MANUFACTURED", "MANUFACTURING DATE", "MANUFACTURE DATE", "MAN DATE", "PKD"),
        *("PACKED ON", "PACKAGED ON", "PACKED", "BAKED ON"),
        *("HERGESTELLT AM", "HERGESTELLT", "HERSTELLDATUM", "ABGEPACKT AM", "VERPACKT AM"),
        *("FABRIQUE LE", "FABRICATION", "FAB", "EMBALLE LE", "CONDITIONNE LE"),
        *("FECHA DE FABRICACION", "FABRICADO", "ENVASADO", "ELABORACION", "ELAB"),
        *("DATA DI PRODUZIONE", "PRODOTTO IL", "CONFEZIONATO IL", "CONFEZIONATO"),
        *("DATA DE FABRICO", "FABRICO", "EMBALADO", "PRODUZIDO"),
    ),
    Label.LOT: (
        *("LOT NUMBER", "LOT NO", "LOT", "BATCH NUMBER", "BATCH NO", "BATCH", "CODE NO"),
        *("CHARGEN NR", "CHARGE NR", "CHARGE", "CH-B", "LOS NR", "NUMERO DE LOT", "N DE LOT"),
        *("LOTE NO", "LOTE", "LOTTO N", "LOTTO", "PARTITA"),
    ),
}
HAN_WORDS: dict[Label, tuple[str, ...]] = {
    Label.EXPIRY: (
        *(
            "保质期至",
            "保質期至",
            "有效期至",
            "有效期限",
            "有效期",
            "有效日期",
            "失效日期",
            "到期日",
        ),
        *("限用日期", "截止日期", "赏味期限", "賞味期限", "消費期限"),
    ),
    Label.PRODUCTION: (
        *("生产日期", "生產日期", "制造日期", "製造日期", "制造年月日", "製造年月日", "包装日期"),
    ),
    Label.LOT: ("生产批号", "产品批号", "批号", "批號", "ロット"),
}
"""Chinese and Japanese; such a word is told wherever it stands. 保质期 alone names a duration."""
LONG_WORD_LETTERS = 6
"""From here on a word is told from the letters around it without a blank."""
LETTER_L = (
    r"(?<![A-Z0-9])(?<![0-9][ ])L(?:(?=[0-9])|[\s.:\-#]{1,3}(?=[A-Z]{0,3}[0-9]))"
    r"(?=[\s.:\-#]*[A-Z0-9]*[0-9]{2})"
)
"""The L of European lot codes (Directive 2011/91/EU), not that of litres."""
SHORT_WORD_END = rf"(?=[^A-Z]|$|DATE|NO[.:\s]|{NAME}|[A-Z]{{1,3}}[0-9])"


@dataclass(frozen=True, slots=True)
class Word:
    """A label at `text[start:end]`."""

    start: int
    end: int
    label: Label


def word_pattern(word: str) -> str:
    letters = re.sub(r"[^A-Z]", "", word)
    parts = re.split(r"[^A-Z]+", word)
    body = r"[\s.:'\-]{0,3}".join(part.replace("O", "[O0]").replace("I", "[I1]") for part in parts)
    if len(letters) >= LONG_WORD_LETTERS:
        return body
    return f"(?<![A-Z]){body}{SHORT_WORD_END}"


def label_pattern(label: Label) -> str:
    words = sorted(WORDS[label], key=len, reverse=True)
    letter = [LETTER_L] if label is Label.LOT else []
    patterns = [*HAN_WORDS[label], *map(word_pattern, words), *letter]
    return "|".join(patterns).replace("?P<name>", "?:")


PATTERNS = {label: re.compile(label_pattern(label)) for label in Label}


def words_in(text: str) -> tuple[Word, ...]:
    """All label words of `text`, from left to right."""
    found = (
        Word(match.start(), match.end(), label)
        for label, pattern in PATTERNS.items()
        for match in pattern.finditer(folded(text))
    )
    return tuple(sorted(found, key=lambda word: word.start))
