"""The component `youcheng_spans`: the layers as spaCy spans, for whoever works with the Doc.

Records come from the layers themselves, so a run leaves this stage out: it is a tenth of the time.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers


@Language.component(
    "youcheng_spans",
    requires=["doc._.sentences", "doc._.boilerplate", "doc._.places", "doc._.dates", "doc._.counts"],
    assigns=["doc.spans"],
)
def show_spans(doc: Doc) -> Doc:
    """Writes `doc.spans` for every layer of mentions, each span with its dataclass in `span._.fact`."""
    layers.show_layers(doc)
    return doc
