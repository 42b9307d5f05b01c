"""Characters that look like others: a radical or a compatibility ideograph becomes the character that is meant.

Text copied out of a PDF is full of them: ⻓ (U+2ED3) for 长 (U+957F). They look alike on the screen, but no search finds the
one for the other, and nobody sees what to change.
"""

from __future__ import annotations

import re
import unicodedata

#: The ideograph that Unicode (Equivalent_Unified_Ideograph) gives for each radical and stroke that NFKC leaves as it is.
_MEANT = dict(
    zip(
        "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽"
        "⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳㇆㇏㇐㇑㇒㇓"
        "㇔㇕㇖㇗㇘㇙㇚㇛㇜㇝㇞㇟㇠㇡",
        "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑"
        "艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟𠃌乀一丨丿丿"
        "丶𠃍乛𠃊𠃎𠄌亅𡿨𠃋乀𠃑乚乙𠄎",
        strict=True,
    )
)
#: Radicals and strokes, and ideographs that stand in Unicode for the sake of an older character set alone.
_LOOKALIKE = re.compile("[\u2e80-\u2fdf\u31c0-\u31ef\uf900-\ufaff\U0002f800-\U0002fa1f]")


def folded(text: str) -> str:
    """The text with every radical and compatibility ideograph as the character that it looks like."""
    return _LOOKALIKE.sub(lambda found: _ideograph(found[0]), text)


def _ideograph(letter: str) -> str:
    return _MEANT.get(letter) or unicodedata.normalize("NFKC", letter)
