"""What a round asks, as its plan says it: questions under the six heads (SE-4), and what is asked once besides. No Django.

    【公开内容】公开的内容全面吗？
    【公开形式】在网上找得到吗？

Every line under a head is a question with the scale of satisfaction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from evaluation.statute import Head
from foundation.questionnaires.wording import APART, LONGEST_LINE, MOST_QUESTIONS, WordingError

#: What a round asks unless its plan says otherwise; after what other counties ask, in plain words.
STANDARD = """【公开内容】公开的内容全面吗？
【公开内容】公开的内容真实、准确吗？
【公开内容】公开了您关心的事吗？
【公开形式】要找的内容找得到吗？
【公开形式】公开的内容看得懂吗？
【公开形式】用手机、大字版或者到现场查看方便吗？
【公开程序和时限】该公开的及时公开了吗？
【公开程序和时限】申请公开的，按期答复了吗？
【公开制度】办事指南和流程写得清楚吗？
【公开制度】说到的做到了吗？
【公开效果】您反映的事有回应吗？
【公开效果】您的意见被听取了吗？
【公开效果】公开的内容对您有用吗？
【其他】政策解读讲得明白吗？"""
#: What is asked once, each time with leave to say nothing.
ONCE = """【分组】您的年龄？
18 岁以下
18 至 39 岁
40 至 59 岁
60 岁以上
【分组】您住在哪里？
县城
苏木乡镇
县外"""
#: How somebody stands to a unit: its own people are counted apart.
RELATION = f"""【分组】您和这个单位是什么关系？
来办过事
申请过信息公开
看过它公开的内容
是本单位的工作人员{APART}"""
#: The one free text, of which suggestions are made (SE-8).
WORST = "【填写】最该改的一件事是什么？"
#: Those that are added to the questions of the six heads.
ADDED = 2

_LINE = re.compile(r"【([^【】]{1,10})】\s*(\S.*)")


@dataclass(frozen=True)
class Asked:
    """One question on a unit, with the head under which it counts; `number` counts from 1."""

    number: int
    head: Head
    text: str

    @property
    def key(self) -> str:
        """The name under which its answer stands."""
        return str(self.number)


def asked(text: str) -> tuple[Asked, ...]:
    """The questions of a plan in their order. `WordingError` says in Chinese what is wrong with it."""
    heads = {head.label: head for head in Head}
    found: list[Asked] = []
    wrong = []
    for line in (line.strip() for line in text.splitlines() if line.strip()):
        read = _LINE.fullmatch(line)
        if read is None or read.group(1) not in heads:
            wrong.append(f"“{line[:20]}”要以方面开头，例如【公开内容】；可以用{'、'.join(heads)}")
        elif len(line) > LONGEST_LINE:
            wrong.append(f"“{line[:20]}……”超过 {LONGEST_LINE} 个字")
        else:
            found.append(Asked(len(found) + 1, heads[read.group(1)], read.group(2).strip()))
    texts = [question.text for question in found]
    wrong += [f"“{text[:20]}”问了两遍" for text in dict.fromkeys(texts) if texts.count(text) > 1]
    if missing := [head.label for head in Head if head not in {question.head for question in found}]:
        wrong.append(f"缺这些方面的题目：{'、'.join(missing)}（SE-4）")
    if len(found) > MOST_QUESTIONS - ADDED:
        wrong.append(f"题目有 {len(found)} 道，最多 {MOST_QUESTIONS - ADDED} 道")
    if wrong:
        raise WordingError(wrong)
    return tuple(found)


def listed(text: str) -> list[tuple[str, str]]:
    """Each question of a plan for a list: its number and head, and what it asks; of one that cannot be asked yet its lines."""
    try:
        return [(f"{one.number} {one.head.label}", one.text) for one in asked(text)]
    except WordingError:
        return [("", line) for line in text.splitlines() if line.strip()]


def of_each(text: str) -> str:
    """The wording of what is asked of each unit, as `foundation.questionnaires.wording` reads it."""
    lines = [f"【满意度】{question.text}" for question in asked(text)]
    return "\n".join([*lines, RELATION, WORST])


#: Words that push an answer; a second reader is pointed to them, nothing is refused.
LEADING = re.compile(r"是否同意|您一定|难道|非常满意|大力|显著|不断提升|切实|高度|应该.{0,6}满意")


def leading(text: str) -> list[str]:
    """The questions whose words push an answer."""
    return [line.strip() for line in text.splitlines() if LEADING.search(line)]
