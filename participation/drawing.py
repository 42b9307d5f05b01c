"""Drawing the representatives of a hearing by lot, so that anybody draws again and finds the same.

Before anybody can register, the notice says which public number will decide: one that is not known before registration is closed.
When it closes, the list of all registrations – their group and the digest on each receipt – is published with one digest over it.
List, number and group then give every registration a key; the smallest keys have the seats.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from participation.receipts import moment


def leaf(code: str, at: datetime, group: str) -> str:
    """The digest of a registration, of what its holder has on the receipt: query code, moment, group in words."""
    return hashlib.sha256("\n".join([code, moment(at), group]).encode()).hexdigest()


def listed(rows: Iterable[tuple[str, str]]) -> str:
    """The published list of registrations: group in words and digest, sorted by the digest, one a line."""
    return "\n".join(f"{group} {digest}" for group, digest in sorted(rows, key=lambda row: row[1]))


def list_hash(digests: Iterable[str]) -> str:
    """The digest over a list: of the sorted digests, one a line."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def digits(number: str) -> str:
    """The digits of a public number, in half width, without point, comma or blank: 3,421.07 is 342107."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", number) if "0" <= sign <= "9")


def drawn(digests: Iterable[str], over: str, number: str, group: str) -> list[str]:
    """The digests of one group in the order in which the lot puts them; `over` is the digest over the whole list."""
    lot = hashlib.sha256("\n".join([over, number, group]).encode()).hexdigest()
    return sorted(digests, key=lambda digest: hashlib.sha256((lot + digest).encode()).hexdigest())


#: Twenty lines that anybody can run: they compute the digest over the list and draw again. The page prints them, and a test runs
#: exactly these.
PROGRAM = """\
import hashlib, sys, urllib.request

def sha(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()

# 报名清单的网址、公开数字、要看哪一组、这一组几个名额
address, number, group, seats = sys.argv[1:5]
lines = urllib.request.urlopen(address).read().decode("utf-8").split("\\n")
rows = [line.split(" ") for line in lines if line]

total = sha("\\n".join(sorted(digest for _, digest in rows)))
print("清单校验值", total)
# 与报名截止时公布的清单校验值相同，清单就没有改动过。

lot = sha("\\n".join([total, number, group]))
mine = [digest for named, digest in rows if named == group]
order = sorted(mine, key=lambda digest: sha(lot + digest))
for place, digest in enumerate(order, 1):
    print(place, digest, "入选" if place <= int(seats) else "候补")
"""
