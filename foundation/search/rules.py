"""Finding the regulations and their articles: few texts, which the code holds, looked through in memory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from foundation.clauses.places import read
from foundation.clauses.register import REGISTER
from foundation.search.names import names
from foundation.search.words import Query, by_sound, lexemes, parse, title_lexemes


@dataclass(frozen=True)
class Rule:
    """A regulation, or an article of one, as it is found."""

    regulation: str
    #: 第七条; blank for the regulation as a whole.
    article: str
    text: str
    url: str
    lexemes: frozenset[str]

    def holds(self, query: Query) -> bool:
        """Whether it has every word of a query."""
        return all(any(self.lexemes.issuperset(way) for way in word.ways) for word in query.words)


def rules_with(q: str) -> list[Rule]:
    """The regulations whose name has every word of `q`, then the articles whose text has; else what sounds alike."""
    query = parse(q, names())
    for one in (query, by_sound(query)):
        if found := [rule for rule in _rules() if one and rule.holds(one)]:
            return sorted(found, key=lambda rule: bool(rule.article))
    return []


@cache
def _rules() -> list[Rule]:
    found = []
    for regulation in REGISTER.regulations:
        url = reverse("regulations:detail", args=[regulation.slug])
        name = frozenset([*lexemes(regulation.name), *title_lexemes(regulation.name)])
        found.append(Rule(regulation.name, "", "", url, name))
        for article in read(regulation.slug).articles:
            law = "" if regulation.county else article.law
            text = "".join(article.paragraphs)
            label = f"《{law}》{article.label}" if law else article.label
            where = f"{url}#{article.anchor(law)}"
            found.append(Rule(regulation.name, label, text, where, frozenset(lexemes(text))))
    return found
