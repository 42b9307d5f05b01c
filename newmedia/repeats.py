"""Whether a reply says anything of its own: pure Python, without database."""

from __future__ import annotations

from secrecy_review.leaks import normalised

#: How many characters a reply has beside the question before it says something; 您好，您反映的……已收悉，谢谢关注 does not.
OWN_WORDS = 24


def only_the_question(reply: str, question: str) -> bool:
    """Whether a reply is the question again, or a part of it, with no more than a few polite words around."""
    said, asked = normalised(reply), normalised(question)
    if not said or not asked:
        return False
    return said in asked or (asked in said and len(said) - len(asked) < OWN_WORDS)
