"""Who keeps the county's everyday words, and what suggestions show of a document."""

from __future__ import annotations

from foundation.agencies.roles import Role
from tests.rooms import ANY, NAMED

ACTS = {
    "search.add_synonym": {ANY: {Role.COUNTY_SUPERVISOR}},
    "search.remove_synonym": {ANY: {Role.COUNTY_SUPERVISOR}},
}
PUBLIC = {"suggestions": {"published": NAMED}}
