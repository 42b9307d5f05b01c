"""A portal whose keys do not read its data does not start; what citizens hold outlives a change of keys."""

from __future__ import annotations

import base64
import os
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from applications.doors import CODES
from foundation.backups.models import Touchstone
from foundation.backups.standing import Unfit, require_fit
from tests.applicants import Desk, on
from tests.personas import County

pytestmark = pytest.mark.django_db


def new_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def test_the_first_start_lays_a_touchstone_and_the_next_reads_it(db: None) -> None:
    require_fit()
    require_fit()
    assert Touchstone.objects.get().known == "五原"


def test_other_keys_of_personal_data_start_nothing(db: None, settings: Any) -> None:
    require_fit()
    settings.PERSONAL_DATA_KEYS = [new_key()]
    with pytest.raises(Unfit, match="PERSONAL_DATA_KEYS does not read"):
        require_fit()


def test_another_fingerprint_key_starts_nothing(db: None, settings: Any) -> None:
    require_fit()
    settings.PERSONAL_DATA_FINGERPRINT_KEY = "another"
    with pytest.raises(Unfit, match="PERSONAL_DATA_FINGERPRINT_KEY"):
        require_fit()


def test_a_changed_secret_key_wants_the_former_one(db: None, settings: Any) -> None:
    settings.DEBUG = False
    require_fit()
    former, settings.SECRET_KEY = settings.SECRET_KEY, "x" * 60
    with pytest.raises(Unfit, match="SECRET_KEY_FALLBACKS"):
        require_fit()
    settings.SECRET_KEY_FALLBACKS = [former]
    require_fit()


def test_no_code_of_a_citizen_is_lost_when_keys_change(county: County, settings: Any) -> None:
    application = Desk(county).registered(on("2026-11-02"))
    code = CODES.code_of("t" * 43)
    type(application).objects.filter(pk=application.pk).update(code_hash=CODES.hashed(code))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "y" * 60
    assert CODES.code_of("t" * 43) != code
    assert CODES.code_of("t" * 43, CODES.hashes(code)[1]) == code, "whoever sends the form again"
    settings.PERSONAL_DATA_KEYS = [new_key(), *settings.PERSONAL_DATA_KEYS]
    name = application.applicant.name
    call_command("rotate_personal_data", stdout=StringIO())
    settings.PERSONAL_DATA_KEYS = settings.PERSONAL_DATA_KEYS[:1]
    application = county.fresh(application)
    assert CODES.matches(code, application.code_hash)
    assert application.applicant.name == name
    require_fit()
