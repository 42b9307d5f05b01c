"""Where a notice leads: the page at the desk, or, for whoever may not open that, the page for everybody."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db.models import Model

from foundation.agencies.actors import Actor
from foundation.casework.locking import read_whole
from foundation.casework.matters import in_sight, kinds
from foundation.casework.models import Matter
from foundation.notices.models import Notice

_PAGE = re.compile(r"/desk/(\w+)/(\w+)/(\d+)/change/")


def lead_on(notices: Iterable[Notice], actor: Actor) -> None:
    """Let no notice lead its reader to a page of the desk that they may not open, then or any more; saves nothing.

    Some are told who never have to do with the matter at the desk: all who are to come to a training, the superior authority.
    """
    told: dict[type[Model], dict[int, list[Notice]]] = defaultdict(lambda: defaultdict(list))
    for notice in notices:
        if (page := _PAGE.fullmatch(notice.url)) and (
            model := apps.get_model(page[1], page[2])
        ) in kinds().values():
            told[model][int(page[3])].append(notice)
    for model, by_number in told.items():
        seen = in_sight(model, actor).filter(pk__in=by_number).values_list("pk", flat=True)
        unseen = by_number.keys() - set(seen)
        rows = read_whole(model).in_bulk(unseen) if unseen else {}
        for number in unseen:
            row = rows.get(number)
            for notice in by_number[number]:
                notice.url = row.public_address() if isinstance(row, Matter) else ""
