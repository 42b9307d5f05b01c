"""Which layers of a PDF are shown to whoever opens it."""

from __future__ import annotations

from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from foundation.files.pdf_rules import at, name_at

#: How deep conditions may stand in conditions.
DEEPEST = 20


class Layers:
    """The layers of a document, as they are when it is opened."""

    def __init__(self, properties: Any) -> None:
        shown = at(properties, "/D")
        self._base_off = name_at(shown, "/BaseState") == "/OFF"
        self._off, self._on = _keys(at(shown, "/OFF")), _keys(at(shown, "/ON"))
        for usage in _items(at(shown, "/AS")):
            used = usage.get_object()
            if name_at(used, "/Event") == "/View":
                self._by_use(_items(at(used, "/OCGs")))
        self.any_off = bool(self._off) or self._base_off

    def _by_use(self, layers: list[Any]) -> None:
        """Layers that say themselves that they are not for the screen."""
        for layer in layers:
            state = name_at(at(at(layer.get_object(), "/Usage"), "/View"), "/ViewState")
            if state == "/OFF":
                self._off.add(_key(layer))
            elif state == "/ON":
                self._off.discard(_key(layer))
                self._on.add(_key(layer))

    def shown(self, member: Any, depth: int = 0) -> bool:
        """Whether what belongs to this layer, or to these by their rule, is shown."""
        value = member.get_object()
        if not isinstance(value, DictionaryObject) or depth > DEEPEST:
            return True
        if name_at(value, "/Type") != "/OCMD":
            key = _key(member)
            return key not in self._off and (not self._base_off or key in self._on)
        rule = at(value, "/VE")
        if isinstance(rule, ArrayObject) and rule:
            return self._holds(rule, depth + 1)
        held = value.raw_get("/OCGs") if "/OCGs" in value else None
        if held is None:
            return True
        inner = held.get_object()
        states = [
            self.shown(one, depth + 1)
            for one in (_items(inner) if isinstance(inner, ArrayObject) else [held])
        ]
        if not states:
            return True
        policy = name_at(value, "/P")
        return {"/AllOn": all(states), "/AnyOff": not all(states), "/AllOff": not any(states)}.get(
            policy, any(states)
        )

    def _holds(self, rule: ArrayObject, depth: int) -> bool:
        kind, *parts = _items(rule)
        states = [
            self._holds(inner, depth + 1)
            if isinstance(inner := part.get_object(), ArrayObject) and inner and depth < DEEPEST
            else self.shown(part, depth + 1)
            for part in parts
        ]
        if str(kind) == "/Not":
            return not (states and states[0])
        return any(states) if str(kind) == "/Or" else all(states)


def _items(value: Any) -> list[Any]:
    return list(list.__iter__(value)) if isinstance(value, ArrayObject) else []


def _key(member: Any) -> int:
    return member.idnum if isinstance(member, IndirectObject) else -id(member)


def _keys(value: Any) -> set[int]:
    return {_key(item) for item in _items(value)}
