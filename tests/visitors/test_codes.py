"""The code of a receipt: what proves that a matter is one's own."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.visitors.codes import ALPHABET, LENGTH, Codes, new_token, normalised

pytestmark = pytest.mark.clause("OR-3")

CODES = Codes("applications.codes")
code_of, hashed, matches = CODES.code_of, CODES.hashed, CODES.matches
#: Tokens that are always the same, so that the codes are too.
TOKENS = [f"token-{n:039d}" for n in range(3000)]
texts = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a key of the tests, long enough", []


def test_a_code_reads_well() -> None:
    assert all(re.fullmatch(rf"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}", code_of(t)) for t in TOKENS[:200])


def test_codes_that_were_issued_still_hold() -> None:
    assert code_of(TOKENS[0]) == "WTMH-R56K-JKA7"
    assert hashed("WTMH-R56K-JKA7") == "af02b331c748d68c34cfd7d89562a3319203ea4699ccace699718431e3879d62"


def test_the_codes_of_another_kind_of_matter_are_others() -> None:
    others = Codes("opinions.codes")
    assert others.code_of(TOKENS[0]) != code_of(TOKENS[0])
    assert not others.matches(code_of(TOKENS[0]), hashed(code_of(TOKENS[0])))


def test_no_two_letters_of_the_alphabet_are_taken_for_each_other() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 27
    for pair in ("0O", "1I", "1L", "8B", "5S", "2Z", "VU"):
        assert not set(pair) <= set(ALPHABET)
    assert not set("01OIL") & set(ALPHABET)


def test_the_same_form_has_the_same_code_and_each_form_its_own() -> None:
    assert [code_of(t) for t in TOKENS] == [code_of(t) for t in TOKENS]
    assert len({code_of(t) for t in TOKENS}) == len(TOKENS)
    assert len({new_token() for _ in range(200)}) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", new_token()) for _ in range(50))


def test_every_letter_comes_equally_often_in_every_place() -> None:
    written = [normalised(code_of(token)) for token in TOKENS]
    for place in range(LENGTH):
        seen = Counter(code[place] for code in written)
        expected = len(TOKENS) / len(ALPHABET)
        chi_squared = sum((seen[letter] - expected) ** 2 / expected for letter in ALPHABET)
        assert chi_squared < 60, "26 degrees of freedom: beyond 60 once in six thousand"


def test_the_secret_key_decides(settings: Any) -> None:
    before = code_of(TOKENS[0])
    settings.SECRET_KEY = "another key, just as long as that"
    assert code_of(TOKENS[0]) != before


FORGIVEN = [
    ("7K3M-Q2XW-94TC", "7K3MQ2XW94TC"),
    ("7k3m-q2xw-94tc", "7K3MQ2XW94TC"),
    (" 7K3M Q2XW 94TC\n", "7K3MQ2XW94TC"),
    ("７Ｋ３Ｍ－Ｑ２ＸＷ－９４ＴＣ", "7K3MQ2XW94TC"),
    ("7K3M—Q2XW–94TC。", "7K3MQ2XW94TC"),
    ("查询码：7K3M-Q2XW-94TC", "7K3MQ2XW94TC"),
    ("BSUZ-bsuz-9999", "85V285V29999"),
    ("", ""),
    ("一二三", ""),
]


@pytest.mark.parametrize(("entered", "read"), FORGIVEN)
def test_what_is_typed_is_read_with_good_will(entered: str, read: str) -> None:
    assert normalised(entered) == read


def test_only_the_beginning_of_a_flood_is_read() -> None:
    assert normalised("-" * 60 + "7K3M") == ""
    assert not matches("7" * 1_000_000, hashed("7" * LENGTH))


@given(texts)
def test_a_code_is_known_again_as_people_type_it(code: str) -> None:
    kept = hashed(code)
    looked_alike = code.translate(str.maketrans("85V2", "BSUZ"))
    for entered in (code, code.lower(), f" {code[:4]} {code[4:8]} {code[8:]} ", looked_alike):
        assert matches(entered, kept)


@given(texts, texts)
def test_another_code_never_matches(code: str, other: str) -> None:
    assert matches(other, hashed(code)) is (other == code)


@given(texts, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_letter_never_matches(code: str, place: int, letter: str) -> None:
    entered = code[:place] + letter + code[place + 1 :]
    assert matches(entered, hashed(code)) is (entered == code)


@given(st.text(ALPHABET, max_size=20).filter(lambda text: len(text) != LENGTH))
def test_what_has_another_length_never_matches_even_itself(code: str) -> None:
    assert not matches(code, hashed(code))


def test_nothing_matches_what_was_erased() -> None:
    for kept in ("", "erased"):
        assert not matches(code_of(TOKENS[0]), kept)
    assert not matches("", hashed(""))


@given(st.text(max_size=100))
def test_whatever_is_typed_is_answered(entered: str) -> None:
    assert matches(entered, hashed("7K3MQ2XW94TC")) is (normalised(entered) == "7K3MQ2XW94TC")


def test_a_code_outlives_a_change_of_the_secret_key(settings: Any) -> None:
    code = code_of(TOKENS[0])
    kept = hashed(code)
    settings.SECRET_KEY, former = "another key, just as long as that", settings.SECRET_KEY
    assert not matches(code, kept)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert matches(code, kept)
    assert not matches(code_of(TOKENS[1]), kept)
    assert matches(code, hashed(code)), "what is kept from now on is kept under the new key"


def test_nothing_of_the_code_stands_in_what_is_kept() -> None:
    code = code_of(TOKENS[0])
    assert re.fullmatch("[0-9a-f]{64}", hashed(code))
    assert hashed(code) != hashed(code_of(TOKENS[1]))
    assert TOKENS[0] not in hashed(code)
