"""Which language a browser reads: what was chosen on it, else what it asks for, else English."""

from typing import Final

from babel.core import negotiate_locale
from starlette.requests import HTTPConnection

from edge_agent.core.reasons.languages import Language
from edge_agent.web.cookies import cookie_of

LANGUAGE_COOKIE: Final = "packwarden_language"


def language_of(request: HTTPConnection) -> Language:
    chosen = cookie_of(request, LANGUAGE_COOKIE)
    if chosen in list(Language):
        return Language(chosen)
    asked = [part.split(";")[0].strip() for part in accepted(request).split(",")]
    best = negotiate_locale(asked, list(Language), sep="-")
    return Language(best) if best else Language.EN


def accepted(request: HTTPConnection) -> str:
    return request.headers.get("accept-language", "")
