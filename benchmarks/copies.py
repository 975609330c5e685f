"""Copies and one-fact edits of the samples: what is taken for a repetition.

    python benchmarks/copies.py [--number N]

N (200) edits of releases, each in one fact: a digit, a row, a kind of tie, a word of ending or denial; none
may be left unextracted. N copies with other site furniture and in the other script: none is to be extracted
twice. Exit code 1 where an edit is taken for a copy.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from pathlib import Path

from extract.document import Document
from extract.engines.near import ALIKE
from extract.engines.signature import Signature, signature, similarity
from extract.engines.single import process_document
from extract.pipeline import load
from extract.records import RejectRecord
from extract.text.script import simplified, traditional

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = (ROOT / "corpora" / "dev" / "texts", ROOT.parent / "shared" / "seeds")
WORDS = [
    ("友好城市", "友好交流城市"),
    ("友好交流", "友好合作"),
    ("缔结", "终止"),
    ("結為", "終止"),
    ("结为", "未结为"),
    ("sister cit", "friendship cit"),
    ("signed", "terminated"),
    ("established", "ended"),
]
HEADS = ["首页 > 新闻中心 > 正文\n", "您所在的位置：首页 > 要闻动态\n字号：大 中 小\n", "Home > News\n", ""]
FEET = [
    "\n【打印本页】【关闭窗口】\n",
    "\n上一篇：无\n下一篇：无\n版权所有 未经许可不得转载\n",
    "\n浏览次数：1863\n分享到：微信 微博\n",
    "\nShare this page\nBack to top\n",
]

_SAYS_NOTHING = re.compile(
    r"时间|時間|日期|更新|发布|發布|updated|published|posted|字号|字號|\.(?:jpe?g|png)\b", re.IGNORECASE
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--number", type=int, default=200)
    number = parser.parse_args().number
    texts = [p.read_text("utf-8-sig") for f in SAMPLES if f.is_dir() for p in sorted(f.glob("*.txt"))]
    signed = [sign(text) for text in texts]
    chance = random.Random(0)
    suppressed = twice = 0
    for n in range(number):
        at = n % len(texts)
        if same(signed[at], sign(edited(texts[at], chance))):
            suppressed += 1
            print(f"edit {n} is taken for a copy", file=sys.stderr)
        if not same(signed[at], sign(copied(texts[at], chance))):
            twice += 1
            print(f"copy {n} is not known as one", file=sys.stderr)
    print(f"{number} one-fact edits: {suppressed} suppressed; {number} copies: {twice} extracted twice")
    sys.exit(bool(suppressed))


def sign(text: str) -> Signature | None:
    nlp = load()
    with nlp.memory_zone():
        found = process_document(nlp, Document.of_text(text))
    return None if isinstance(found, RejectRecord) else signature(text, found)


def same(a: Signature | None, b: Signature | None) -> bool:
    if a is None or b is None or a.facts != b.facts:
        return False
    return similarity(a.minhash, b.minhash) >= ALIKE


def edited(text: str, chance: random.Random) -> str:
    """The text with one fact changed: a word where that can be, else a row out, else a digit."""
    kind = chance.choice(("word", "row", "digit"))
    words = [(was, is_) for was, is_ in WORDS if was in text]
    if kind == "word" and words:
        return text.replace(*chance.choice(words), 1)
    lines = [line for line in text.splitlines(True) if not _SAYS_NOTHING.search(line)]
    rows = [line for line in lines if re.search(r"(19|20)\d\d", line)]
    if kind == "row" and len(rows) > 2:
        return text.replace(chance.choice(rows[1:]), "", 1)
    stated = [m for m in re.finditer(r"\d(?=\d{0,3}[年个個对對 ])", text) if not is_stamp(text, m.start())]
    at = chance.choice(stated or list(re.finditer(r"\d", text))).start()
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]


def is_stamp(text: str, at: int) -> bool:
    """Whether a line says when its page was published or changed, or is furniture, and no more."""
    line = text[text.rfind("\n", 0, at) + 1 : (text + "\n").index("\n", at)]
    return _SAYS_NOTHING.search(line) is not None


def copied(text: str, chance: random.Random) -> str:
    """The text on another site, half of the time in the other script."""
    if chance.random() < 0.5:
        text = traditional(text) if simplified(text) == text else simplified(text)
    return chance.choice(HEADS) + text + chance.choice(FEET)


if __name__ == "__main__":
    main()
