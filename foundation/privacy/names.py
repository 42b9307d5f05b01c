"""Finding people's names in what citizens write, so that they are hidden before anybody reads it.

No list holds every name: what is found is a name with the words beside it by which people name one another (刘科长、
我叫张三), and any name that is known. What is left is looked at by whoever passes the text on. Pure Python; no pattern
repeats without bound over the same characters, so that the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection

#: The surnames of some nine in ten, and the common ones of two characters.
_SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤康易乔温牛樊葛邢路岳齐梅庄辛管祝左涂"
    "谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边敖那云巴"
)
_DOUBLE = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|呼延"
_SURNAME = f"(?:{_DOUBLE}|[{_SINGLE}])"
#: Those of them that begin hardly any other word, so that 小李 and 李秀英办事 are people.
_PLAIN = "王李张刘陈杨赵吴徐孙朱胡郭罗郑梁谢宋韩冯邓曹彭袁潘蒋蔡杜魏吕姚姜崔谭贾邹孟秦薛闫郝"
_HANZI = "\u4e00-\u9fff"
#: What ends the name of a place or an office, or stands in a sentence, is no part of a given name.
_GIVEN = (
    f"(?:[{_HANZI}](?<![村镇乡局办县市组队站所院科级室处部校店司厅委旗区路街社的了是在有和与就也都不没很还又被把给对让说去来到找问请要"
    "会能以上下中副个位着过吗呢吧啊我你他她它这那哪]))"
)
#: By these one is addressed or spoken of.
_TITLE = (
    "(?:副?(?:县|镇|乡|局|科|股|处|站|所|院|校|村|队|组|部|区|厂|主|会|社)长|副?(?:主任|书记|经理|会计|出纳|主席)|总经理|秘书|干事|专干|老师|大夫|医生|护士|师傅"
    "|律师|警官|法官|同志|先生|女士|小姐|大哥|大姐|阿姨|叔叔|大爷|大妈|嫂子)"
)
#: What one says of a person.
_DOES = "(?:办事|办理|态度|服务|值班|推诿|不耐|很热|很耐|骂人|收了|收钱)"
#: What begins with the character of a surname and is none.
_WORDS = re.compile(
    "高级|金融|安全|常务|项目|万能|全科|主治|方面|关键|管理|路政|车间|房产|石油|成教|包村|包片|包联|时任|任课|江苏|温馨|云南|宁夏|黄河|周[一二三四五六日天末]"
)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # 王建国主任, 刘科长, but 上周主任 is none
        rf"(?P<name>(?<![上下每这本])周{_GIVEN}{{0,2}}|(?!周){_SURNAME}{_GIVEN}{{0,2}})(?={_TITLE})",
        # 李秀英办事
        rf"(?P<name>[{_PLAIN}]{_GIVEN}{{2}})(?={_DOES})",
        # 我叫张三, 姓名：李四; after 我是 a name is all that follows
        rf"(?:我叫|名叫|姓名|名字[叫是]|联系人|经办人)[ :：为是]{{0,2}}(?P<name>{_SURNAME}{_GIVEN}{{1,2}})",
        rf"(?:我是|本人)(?P<name>{_SURNAME}{_GIVEN}{{1,2}})(?![{_HANZI}])",
        # 小李, 老王, 王某某
        rf"(?P<name>[小老][{_PLAIN}])(?![{_HANZI}])",
        rf"(?P<name>[小老][{_PLAIN}])(?=[这那他她很不对在也就说办让叫从还真]|{_DOES})",
        rf"(?P<name>{_SURNAME}某{{1,2}})",
    )
)
#: What stands in the place of a name.
NOTE = "〔隐去姓名〕"


def names(text: str, known: Collection[str] = ()) -> list[tuple[int, int]]:
    """The offsets of the names in the text, in its order and without overlap.

    `known` are names of people who may be spoken of, such as the staff of the agencies; one of two characters, which may be a
    word as well (高峰期), counts where no other word follows.
    """
    found = [
        match.span("name")
        for pattern in _PATTERNS
        for match in pattern.finditer(text)
        if not _WORDS.match(text, match.start("name"))
    ]
    for name in known:
        if len(name) > 1 and name in text:
            ends = "" if len(name) > 2 else rf"(?=[^{_HANZI}]|$|{_TITLE}|{_DOES})"
            found += [match.span() for match in re.finditer(re.escape(name) + ends, text)]
    chosen: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not chosen or start >= chosen[-1][1]:
            chosen.append((start, end))
    return chosen


def without_names(text: str, known: Collection[str] = ()) -> str:
    """The text with `NOTE` in the place of each name."""
    parts, end = [], 0
    for start, stop in names(text, known):
        parts += [text[end:start], NOTE]
        end = stop
    return "".join([*parts, text[end:]])
