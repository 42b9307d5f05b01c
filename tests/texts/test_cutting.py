"""Texts are cut into the words of the dictionary, which is loaded by whoever cuts."""

from __future__ import annotations

import subprocess
import sys

from foundation.texts.cutting import cut, cut_for_search

NAME = "五原县人民政府办公室"


def test_a_text_is_cut_into_words_that_join_to_it_again() -> None:
    assert cut(NAME) == ["五原县", "人民政府", "办公室"]
    assert "".join(cut(f"{NAME}龘㐀")) == f"{NAME}龘㐀"


def test_for_search_stand_the_words_within_a_word_beside_it() -> None:
    assert {"人民", "政府", "人民政府"} <= set(cut_for_search(NAME))


def test_the_dictionary_is_loaded_when_something_is_cut() -> None:
    """It takes a twentieth of the start of every process."""
    asked = (
        "import sys, django; django.setup(); before = 'rjieba' in sys.modules\n"
        f"from foundation.texts.cutting import cut; cut({NAME!r}); print(before, 'rjieba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
