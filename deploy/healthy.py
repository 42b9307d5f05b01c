"""Health checks of the containers: `healthy.py URL` (it answers 200) or `healthy.py --fresh FILE SECONDS`."""

from __future__ import annotations

import os
import sys
import time
import urllib.request
from pathlib import Path


def answers(url: str) -> bool:
    """Whether `url` answers 200 within four seconds, asked under the name that the site is known by."""
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip() or os.environ.get(
        "SITE_DOMAIN", "localhost"
    )
    request = urllib.request.Request(url, headers={"Host": host})  # noqa: S310
    with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310
        return bool(answer.status == 200)


def fresh(path: Path, seconds: float) -> bool:
    """Whether the file, or one of that name with an ending of its own, was written in the last `seconds`."""
    newest = max(candidate.stat().st_mtime for candidate in path.parent.glob(path.name + "*"))
    return time.time() - newest < seconds


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--fresh", name, seconds]:
            well = fresh(Path(name), float(seconds))
        case [url]:
            well = answers(url)
        case _:
            sys.exit(__doc__)
    sys.exit(not well)
