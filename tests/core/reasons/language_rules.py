"""What makes a text one sentence, and what makes it German."""

import re

ENGLISH = {
    *("the", "is", "not", "of", "and", "it", "were", "expected", "as", "taught", "with"),
    *("reads", "looks", "unlike", "rule", "sure", "score", "pack", "check", "barcode", "print"),
    *("reject", "pass", "hold", "report", "level", "because", "order", "for", "than", "only"),
    *("gate", "late", "too", "verdict", "what", "without", "sticker", "surface", "ok", "unsure"),
    *("recommend", "recommended", "recommends", "act", "sure", "always", "wrong", "missing"),
    *("either", "could", "be", "known", "nothing", "camera", "picture", "inspection", "failed"),
}
"""None of them is a German word."""
GERMAN_QUOTES = re.compile("„[^“]*“")


def english_words(text: str) -> set[str]:
    """Those outside quotation marks, where texts of the plant stand."""
    return ENGLISH & set(re.findall(r"\w+", GERMAN_QUOTES.sub("", text).lower()))


def is_one_sentence(text: str) -> bool:
    """A capital letter, one full stop at its end, and nothing left to be filled in."""
    marks = re.sub(r"\d[.,]\d", "", text)
    return (
        text[0].isupper()
        and text.isprintable()
        and marks.endswith(".")
        and marks.count(".") == 1
        and not re.search(r"[{}]|  |None|; ;|\(\)|“”|„“", text)
    )
