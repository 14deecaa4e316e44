import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey
from edge_agent.people.signing import LARGEST_BYTES, Sealed, canonical, seal

KEY = SigningKey.fresh()
TEXTS = some.text(some.characters(codec="utf-8"), max_size=20)
VALUES = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-(2**53) + 1, 2**53 - 1)
    | some.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
DOCUMENTS = some.dictionaries(TEXTS, VALUES, max_size=4)


@settings(deadline=None)
@given(DOCUMENTS)
def test_whatever_was_signed_is_read_back_and_believed(document: dict[str, object]) -> None:
    sealed = Sealed.from_bytes(seal(document, KEY).to_bytes())
    sealed.check_signature(KEY.public)
    assert canonical(sealed.document) == canonical(document)


@settings(deadline=None)
@given(DOCUMENTS)
def test_the_canonical_form_does_not_depend_on_the_order(document: dict[str, object]) -> None:
    turned = dict(reversed(document.items()))
    assert canonical(turned) == canonical(document)


def test_the_canonical_form_is_that_of_rfc_8785() -> None:
    """The number and text examples of its section 3.2.2, and its sorting example of 3.2.3."""
    numbers = [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001]
    assert canonical({"numbers": numbers}) == (
        b'{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}'
    )
    text = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"
    assert canonical({"string": text}) == (
        '{"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()
    )
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(dict.fromkeys(keys, 1)))) == ordered


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, "\ud800"])
def test_what_json_cannot_say_exactly_is_not_signed(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        seal({"value": value}, KEY)


SEALED = seal({"kind": "note", "text": "let it pass", "count": 3, "share": 0.25}, KEY).to_bytes()


@settings(deadline=None)
@given(some.integers(0, len(SEALED) - 1), some.integers(1, 255))
def test_any_byte_that_is_changed_is_noticed(place: int, change: int) -> None:
    content = bytearray(SEALED)
    content[place] ^= change
    with pytest.raises(NotGenuine):
        Sealed.from_bytes(bytes(content)).check_signature(KEY.public)


@settings(deadline=None)
@given(some.integers(0, len(SEALED)), some.binary(min_size=1, max_size=3))
def test_anything_put_in_is_noticed(place: int, added: bytes) -> None:
    with pytest.raises(NotGenuine):
        Sealed.from_bytes(SEALED[:place] + added + SEALED[place:]).check_signature(KEY.public)


@settings(deadline=None)
@given(some.integers(0, len(SEALED) - 1))
def test_anything_cut_off_is_noticed(length: int) -> None:
    with pytest.raises(NotGenuine):
        Sealed.from_bytes(SEALED[:length])


@settings(deadline=None)
@given(some.binary(max_size=80))
def test_noise_is_no_document(content: bytes) -> None:
    with pytest.raises(NotGenuine):
        Sealed.from_bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"[1,2]",
        b"null",
        b'{"document":[],"key_id":"","signature":""}',
        b'{"document":{},"key_id":"","signature":7}',
        b"[" * 30_000,
        b'{"document":{"a":1},"document":{"a":2},"key_id":"","signature":""}',
        b'{"document":{"a":NaN},"key_id":"","signature":""}',
        b" " * (LARGEST_BYTES + 1),
    ],
)
def test_odd_json_is_no_document(content: bytes) -> None:
    with pytest.raises(NotGenuine):
        Sealed.from_bytes(content)


def test_another_key_did_not_sign_it() -> None:
    other = SigningKey.fresh()
    with pytest.raises(NotGenuine, match="another key"):
        Sealed.from_bytes(SEALED).check_signature(other.public)


def test_a_signature_moved_to_another_document_is_refused() -> None:
    sealed = Sealed.from_bytes(SEALED)
    moved = Sealed({"kind": "note", "text": "stop it"}, sealed.key_id, sealed.signature)
    with pytest.raises(NotGenuine, match="not as it was signed"):
        moved.check_signature(KEY.public)
