"""python3 check_seals.py https://… [seals.txt of an earlier day]: finds a changed, inserted or cut line since any seal."""

import hashlib
import pathlib
import sys
import time
import urllib.error
import urllib.request


def get(path: str) -> list[str]:
    try:
        return str(urllib.request.urlopen(f"{sys.argv[1]}/ledger/{path}").read(), "ascii").split("\n")[:-1]
    except urllib.error.HTTPError as refused:
        if refused.code != 429:
            raise
        time.sleep(int(refused.headers["Retry-After"]))
    return get(path)


def sha(told: bytes) -> bytes:
    return hashlib.sha256(told).digest()


seals, previous, wrong = get("seals.txt"), "-", []
kept = pathlib.Path(sys.argv[2]).read_text().split("\n")[:-1] if len(sys.argv) > 2 else []
wrong += [f"differs from the seal that you kept: {line}" for line in kept if line not in seals]
for line in seals:
    number, moment, count, _total, root, before, _key, _signature = line.split(" ")
    level = [sha(b"\0" + bytes.fromhex(one)) for one in sorted(get(f"{number}.txt"))]
    complete = len(level) == int(count) and before == previous
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [sha(b"\1" + pair[0] + pair[1]) if len(pair) == 2 else pair[0] for pair in pairs]
    if not complete or level[0].hex() != root:
        wrong.append(f"seal {number} of {moment}: lines were changed, inserted or cut")
    previous = sha(line.encode()).hex()
print(*wrong, f"{len(seals)} seals checked, {len(wrong)} wrong", sep="\n")
sys.exit(bool(wrong))
