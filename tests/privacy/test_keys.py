"""What is encrypted is read by its keys alone; equal values are found without reading them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from foundation.privacy.keys import (
    Unreadable,
    decrypt,
    decrypt_bytes,
    encrypt,
    encrypt_bytes,
    fingerprint,
    is_newest,
    renew,
)
from wuyuan_portal import environment
from wuyuan_portal.environment import BadSetting

NUMBER = "150821198001011234"


def key() -> str:
    return Fernet.generate_key().decode()


@pytest.mark.parametrize("text", ["王小明", NUMBER, " ", "𠮷\n\x00", "长" * 10_000])
def test_text_comes_back_as_it_went(text: str) -> None:
    token = encrypt(text)
    assert text.strip() == "" or text not in token
    assert decrypt(token) == text


def test_the_same_text_never_looks_the_same() -> None:
    assert encrypt(NUMBER) != encrypt(NUMBER)


def test_bytes_come_back_as_they_went() -> None:
    assert decrypt_bytes(encrypt_bytes(b"\x00\xff")) == b"\x00\xff"


@pytest.mark.parametrize("token", ["", NUMBER, "王小明", "gAAAAA"])
def test_what_was_never_encrypted_is_unreadable(token: str) -> None:
    with pytest.raises(Unreadable, match="PERSONAL_DATA_KEYS"):
        decrypt(token)
    with pytest.raises(Unreadable):
        renew(token)


def test_another_key_reads_nothing(settings: Settings) -> None:
    token = encrypt(NUMBER)
    settings.PERSONAL_DATA_KEYS = [key()]
    with pytest.raises(Unreadable):
        decrypt(token)


def test_a_new_key_in_front_encrypts_and_the_old_one_still_reads(settings: Settings) -> None:
    old = encrypt(NUMBER)
    new_key = key()
    settings.PERSONAL_DATA_KEYS = [new_key, *settings.PERSONAL_DATA_KEYS]
    assert decrypt(old) == NUMBER
    assert not is_newest(old)
    renewed = renew(old)
    assert is_newest(renewed)
    settings.PERSONAL_DATA_KEYS = [new_key]
    assert decrypt(renewed) == NUMBER


def test_a_fingerprint_finds_equal_values_whatever_the_keys(settings: Settings) -> None:
    before = fingerprint("15082119800101123X", "applicant")
    settings.PERSONAL_DATA_KEYS = [key()]
    assert fingerprint(" 150821 19800101 123x ", "applicant") == before
    assert fingerprint("150821198001011234", "applicant") != before
    assert fingerprint("15082119800101123X", "dispatch") != before
    settings.PERSONAL_DATA_FINGERPRINT_KEY = "another"
    assert fingerprint("15082119800101123X", "applicant") != before


def test_development_makes_its_keys_once_and_keeps_them(tmp_path: Path) -> None:
    made = environment.stored_key("KEYS", tmp_path / "keys" / "personal-data", {})
    assert environment.stored_key("KEYS", tmp_path / "keys" / "personal-data", {}) == made
    assert environment.fernet_keys("KEYS", made) == [made]
    assert stat.S_IMODE((tmp_path / "keys" / "personal-data").stat().st_mode) == 0o600
    assert environment.stored_key("KEYS", tmp_path / "none", {"KEYS": "a"}) == "a"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("value", ["", ",", "short", "c2hvcnQ=", f"{'A' * 43}=,short", "王" * 44])
def test_a_key_that_is_none_is_refused_by_name(value: str) -> None:
    with pytest.raises(BadSetting, match="KEYS must be keys of 32 bytes"):
        environment.fernet_keys("KEYS", value)


def test_several_keys_keep_their_order() -> None:
    first, second = key(), key()
    assert environment.fernet_keys("KEYS", f" {first}, {second},") == [first, second]
