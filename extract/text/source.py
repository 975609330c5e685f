"""The component `youcheng_source`: the folded text and its scan, for a Doc of any tokenizer's making.

Our own tokenizer leaves both, and then there is nothing to do. In a pipeline of another's making this
component stands before our stages, which all read `doc._.folded`.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.text.script import fold


@Language.component("youcheng_source", assigns=["doc._.folded", "doc._.scan"])
def ensure_source(doc: Doc) -> Doc:
    """Sets `doc._.folded`, the same number of code points as the text, and `doc._.scan` where they lack."""
    if not layers.layer(doc, "scan"):
        from extract.text.scan import default_scanner

        doc._.source = doc.text
        doc._.folded = fold(layers.text(doc))
        doc._.scan = default_scanner().scan(layers.folded(doc))
    return doc
