"""The component `youcheng_dates`: date expressions and anniversaries of a Doc."""

from __future__ import annotations

from bisect import bisect_right

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.layers import DateMention
from extract.recognize.dates.anniversaries import find_anniversaries
from extract.recognize.dates.find import find
from extract.text.script import lower


@Language.component(
    "youcheng_dates",
    requires=["doc._.folded", "doc._.sentences"],
    assigns=["doc._.dates", "doc._.anniversaries"],
)
def recognize_dates(doc: Doc) -> Doc:
    """Folded text in; the layers `dates` (parsed in `expr`, not resolved) and `anniversaries` out.

    A date in figures has the language of its sentence.
    """
    folded = layers.folded(doc)
    sentences = layers.sentences(doc)
    starts = [s.start for s in sentences]
    mentions = []
    for item in find(folded):
        lang = item.lang
        if item.rule.startswith("num.") and starts:
            lang = sentences[max(0, bisect_right(starts, item.start) - 1)].lang or lang
        mentions.append(DateMention(item.start, item.end, lang, (item.rule,), expr=item.timex))
    layers.set_layer(doc, "dates", mentions)
    doc._.anniversaries = find_anniversaries(folded, lower(folded))
    return doc
