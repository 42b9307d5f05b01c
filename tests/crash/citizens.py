"""Citizens who file applications and try again until they hold a receipt, whatever happens to the portal meanwhile."""

from __future__ import annotations

import base64
import json
import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

import altcha

from tests.applicants import FILING

_HIDDEN = r'name="{}"\s+value="([^"]*)"'
_RECEIPT = re.compile(r"<dt>(登记号|查询码)</dt>\s*<dd[^>]*>\s*([^\s<]+)")
#: For how long somebody goes on trying.
PATIENCE = 60.0


@dataclass
class Citizen(threading.Thread):
    """Files one application after another until told to stop; `promised` are number, code and token of each receipt."""

    address: str
    seed: int
    stop: threading.Event
    promised: list[tuple[str, str, str]] = field(default_factory=list)
    #: Forms that were sent and never answered: filed or not, at most once.
    unanswered: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.chance = random.Random(self.seed)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """File until the end."""
        number = 0
        while not self.stop.is_set():
            number += 1
            self._file(f"第 {self.seed} 位申请人第 {number} 次申请的道路验收意见")
            self.stop.wait(
                self.chance.uniform(1, 4)
            )  # every application is two letters to be typeset in the end

    def _file(self, wanted: str) -> None:
        until, token = time.monotonic() + PATIENCE, ""
        while time.monotonic() < until:
            try:
                if not token:
                    page = self._open("/apply/")
                    token, opened = (re.search(_HIDDEN.format(name), page)[1] for name in ("token", "opened"))  # type: ignore[index]
                answer = self._open("/apply/", self._form(wanted, token, opened))
            except OSError:  # nobody listens, or an error page
                time.sleep(0.3)
                continue
            told = dict(_RECEIPT.findall(answer))
            if "登记号" in told:
                self.promised.append((told["登记号"], told["查询码"], token))
                return
            time.sleep(0.3)
        if token:
            self.unanswered.append(token)

    def _form(self, wanted: str, token: str, opened: str) -> dict[str, str]:
        given = json.loads(self._open("/apply/challenge/"))
        solution = altcha.solve_challenge(
            given["challenge"], given["salt"], given["algorithm"], given["maxNumber"]
        )
        assert solution is not None
        proof = {key: given[key] for key in ("algorithm", "challenge", "salt", "signature")} | {
            "number": solution.number
        }
        solved = base64.b64encode(json.dumps(proof).encode()).decode()
        # Addresses of each application's own: whoever files with those of another is asked once and not written to again.
        mine = {
            "agency": "rfbsc",
            "wanted": wanted,
            "email": f"citizen{self.seed}.{token[:12].strip('-_')}@mail.example",
            "phone": f"139{int.from_bytes(token.encode(), 'big') % 10**8:08}",
            "twice": "1",
        }
        return {**FILING, **mine, "do": "send", "token": token, "opened": opened, "altcha": solved}

    def _open(self, path: str, form: dict[str, str] | None = None) -> str:
        data = urllib.parse.urlencode(form).encode() if form else None
        network = f"10.{self.chance.randrange(256)}.{self.chance.randrange(256)}.7"
        request = urllib.request.Request(f"{self.address}{path}", data, {"X-Forwarded-For": network})
        with urllib.request.urlopen(request, timeout=15) as answer:
            return str(answer.read().decode())
