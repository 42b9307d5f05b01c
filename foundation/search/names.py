"""What a query may call by its name: the agencies, and the county's everyday words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from foundation.agencies.models import Agency, FormerName
from foundation.pages.values import while_public_stays
from foundation.search.gazetteer import Gazetteer, gazetteer_of
from foundation.search.models import Synonym
from foundation.search.sounds import INITIALS, SPOKEN, sounds
from foundation.search.words import Names, fold, names_in, of_agency

#: What follows the name proper of an agency: 隆兴昌镇人民政府 is called 隆兴昌镇.
_ENDINGS = ("人民政府", "街道办事处")
#: What goes before it: 五原县农业农村和科技局 is called 农业农村和科技局.
_BEGINNINGS = ("五原县", "县", "内蒙古", "巴彦淖尔市")


@dataclass(frozen=True)
class Called:
    """An agency and the names by which people call it, folded."""

    agency: Agency
    names: frozenset[str]
    sounds: frozenset[str]


@while_public_stays
def called() -> list[Called]:
    """The agencies that citizens see, with present and former names, and the sounds of these."""
    former = defaultdict[int, list[str]](list)
    for pk, name, short_name in FormerName.objects.values_list("agency", "name", "short_name"):
        former[pk] += [name, short_name]
    found = []
    for agency in Agency.objects.public().order_by("code"):
        every = frozenset[str]().union(*map(_called, [agency.name, agency.short_name, *former[agency.pk]]))
        spoken = frozenset(sound for name in every for sound in sounds([name]))
        found.append(Called(agency, every, spoken))
    return found


def _called(name: str) -> frozenset[str]:
    said = set(names_in([name]))
    for one in list(said):
        said |= {one.removesuffix(ending) for ending in _ENDINGS}
        said |= {one.removeprefix(beginning) for beginning in _BEGINNINGS}
    return frozenset(one for one in said if len(one) > 1)


@while_public_stays
def names() -> Names:
    """The names of all agencies, abolished ones included, and the everyday words."""
    published = defaultdict[str, list[str]](list)
    rows = list(Agency.objects.order_by("pk").values_list("pk", "name", "short_name"))
    rows += list(FormerName.objects.order_by("pk").values_list("agency", "name", "short_name"))
    for pk, *said in rows:
        for name in {one for each in said for one in _called(each)}:
            published[name].append(of_agency(pk))
    meant = defaultdict[str, list[str]](list)
    for everyday, official in Synonym.objects.values_list("everyday", "official"):
        meant[fold(everyday)].append(fold(official))
    return Names(
        agencies=gazetteer_of(frozenset(published)),
        published={name: tuple(lexemes) for name, lexemes in published.items()},
        everyday=Gazetteer(meant),
        meant={word: tuple(said) for word, said in meant.items()},
    )


def named(q: str) -> tuple[list[Agency], list[Agency]]:
    """The agencies of which a query is the name, its sound or its initials, and those that it calls by name among other words."""
    said = "".join(fold(q).split())
    if len(said) < 2:
        return [], []
    letters = {SPOKEN + said, INITIALS + said} if said.isascii() and said.isalpha() else set[str]()
    exact, within = [], []
    for one in called():
        if said in one.names or letters & one.sounds:
            exact.append(one.agency)
        elif any(name in said or _shortens(said, name) for name in one.names if len(name) > 2):
            within.append(one.agency)
    return exact, within


def begun(q: str) -> tuple[list[Agency], list[str]]:
    """The agencies whose name, sound or initials begin as what is being typed, and the everyday words that do."""
    said = "".join(fold(q).split())
    if len(said) < 2:
        return [], []
    letters = (SPOKEN + said, INITIALS + said) if said.isascii() and said.isalpha() else ()
    agencies = [
        one.agency
        for one in called()
        if any(name.startswith(said) for name in one.names)
        or (letters and any(sound.startswith(letters) for sound in one.sounds))
    ]
    return agencies, sorted(word for word in names().meant if word.startswith(said))


def _shortens(said: str, name: str) -> bool:
    """Whether a name is shortened as people do it, with its characters in their order: 农牧局 for 农牧和科技局."""
    rest = iter(name)
    return (
        len(said) > 2
        and said[-1] == name[-1]
        and said[0] == name[0]
        and all(character in rest for character in said)
    )
