"""What the database itself refuses: that whoever audits does anything else (三员分立)."""

from __future__ import annotations

import pgtrigger

from foundation.agencies.roles import Role

#: The open accounts of the person behind an account, this one first of all; its row is locked, so that two grants at once wait.
_ACCOUNTS = """
SELECT s.id FROM agencies_staff s JOIN agencies_staff me ON me.id = {whose}
 WHERE s.id = me.id OR (me.person <> '' AND s.person = me.person AND s.is_active)
"""
_AUDITS = """
SELECT 1 FROM agencies_rolegrant g WHERE g.role = '{auditor}' AND g.staff_id IN ({accounts})
"""
_SAYS = "whoever audits holds no other role and neither is a deputy nor has one"


def _audits(whose: str) -> str:
    return _AUDITS.format(auditor=Role.AUDITOR.value, accounts=_ACCOUNTS.format(whose=whose))


_MINE = _ACCOUNTS.format(whose="NEW.staff_id")
_GRANT = f"""
PERFORM 1 FROM agencies_staff WHERE id = NEW.staff_id FOR NO KEY UPDATE;
IF EXISTS (SELECT 1 FROM agencies_rolegrant g WHERE g.id <> NEW.id AND g.staff_id IN ({_MINE})
    AND (g.role = '{Role.AUDITOR.value}') <> (NEW.role = '{Role.AUDITOR.value}'))
OR NEW.role = '{Role.AUDITOR.value}' AND EXISTS (SELECT 1 FROM agencies_deputyship d
    WHERE (d.deputy_id IN ({_MINE}) OR d.represented_id IN ({_MINE})) AND d.ended_at IS NULL AND d.until_on >= current_date)
THEN RAISE EXCEPTION '{_SAYS}'; END IF;
RETURN NEW;
"""  # noqa: S608
_DEPUTYSHIP = f"""
PERFORM 1 FROM agencies_staff WHERE id IN (NEW.deputy_id, NEW.represented_id) ORDER BY id FOR NO KEY UPDATE;
IF NEW.ended_at IS NULL AND (EXISTS ({_audits("NEW.deputy_id")})
    OR EXISTS ({_audits("NEW.represented_id")}))
THEN RAISE EXCEPTION '{_SAYS}'; END IF;
RETURN NEW;
"""


def _written(func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="audits_alone",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=func,
    )


GRANT, DEPUTYSHIP = [_written(_GRANT)], [_written(_DEPUTYSHIP)]
