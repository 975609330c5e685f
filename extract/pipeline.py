"""The house at a glance: which stages a document goes through, in order.

`STAGES` is the pipeline. A stage is a spaCy component in the module named beside it; importing the module
registers the component, and the entry points in pyproject.toml do the same for pipelines of other
people's making. What each stage needs and leaves is said on its decorator and in docs/architecture.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from importlib import import_module
from typing import NamedTuple, TypeVar

from spacy.lang.xx import MultiLanguage
from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.document import Document
from extract.joint import join
from extract.recognize.ner import chosen
from extract.rules import RuleError
from extract.text.words import Segmenter

Given = TypeVar("Given")


class Stage(NamedTuple):
    """The name of a spaCy component, and the module that registers it."""

    name: str
    module: str


TOKENIZER = Stage("youcheng.tokenizer.v1", "extract.text.tokenizer")

SPANS = "youcheng_spans"
TOGETHER = "youcheng_align"
"""From this stage on documents that say the same in two languages are one."""

# Not in the house by itself: `youcheng run --ner NAME`.
NER = Stage("youcheng_ner", "extract.recognize.ner")

STAGES = (
    Stage("youcheng_source", "extract.text.source"),
    Stage("youcheng_sentences", "extract.text.sentences"),
    Stage("youcheng_boilerplate", "extract.text.boilerplate"),
    Stage("youcheng_places", "extract.recognize.places"),
    Stage("youcheng_dates", "extract.recognize.dates.component"),
    Stage("youcheng_counts", "extract.recognize.counts.component"),
    Stage("youcheng_metadata", "extract.text.metadata"),
    Stage("youcheng_link", "extract.link.linker"),
    Stage("youcheng_align", "extract.align.component"),
    Stage("youcheng_translate_names", "extract.resolve.translation"),
    Stage("youcheng_home", "extract.resolve.home"),
    Stage("youcheng_resolve_dates", "extract.resolve.dates"),
    Stage("youcheng_resolve_counts", "extract.resolve.counts"),
    Stage("youcheng_pairs", "extract.relate.pairs"),
    Stage("youcheng_agree", "extract.relate.agree"),
    Stage(SPANS, "extract.spans"),
)


class StageError(Exception):
    """A stage that failed on a document. `stage` is the component's name, `__cause__` what went wrong."""

    def __init__(self, stage: str, cause: Exception) -> None:
        super().__init__(f"{stage}: {type(cause).__name__}: {cause}")
        self.stage = stage


def build(words: Segmenter = "rjieba", ner: str | None = None) -> Language:
    """A new pipeline: spaCy's language-neutral `xx`, our tokenizer, then `STAGES` in order.

    `words` says who cuts sentences with a trigger into words: jieba's dictionary in Rust by default. The
    words are jieba's own (no difference in 11,841 tokens of the samples) at a tenth of the time, half of
    the start and half of the memory. `ner` names a spaCy model to ask where the rules
    leave a slot open.
    """
    import_module(TOKENIZER.module)
    config = {"nlp": {"tokenizer": {"@tokenizers": TOKENIZER.name, "words": words}}}
    nlp = MultiLanguage.from_config(config)
    nlp.max_length = sys.maxsize  # spaCy's limit is for models with memory per token; ours has none
    for stage in STAGES:
        import_module(stage.module)
        nlp.add_pipe(stage.name)
    if ner is not None:
        nlp.add_pipe(NER.name, after="youcheng_places", config={"model": ner})
    return nlp


def load(words: Segmenter = "none") -> Language:
    """The pipeline, built once a process; `extract.load()` has it with words.

    No stage reads the tokens of a Doc, only its text. A run does without them: with words the tokenizer takes
    0.6 µs a character of text, with characters for tokens 0.45, with none 0.2.
    """
    return _built(words, chosen())


@lru_cache(maxsize=2)
def _built(words: Segmenter, ner: str | None) -> Language:
    return build(words, ner)


def steps(nlp: Language, document: Document) -> Iterator[tuple[str, Doc]]:
    """Take a document through the pipeline: each stage's name and the Doc as it left it.

    The same as `nlp(document.text)`, but that the stages can ask `doc._.document` for what the caller
    knows (publication date, publisher), and that `doc.spans` is left empty. Call it in
    `nlp.memory_zone()` when there are many. StageError says which stage failed; RuleError passes.
    """
    yield from _through(document, nlp.make_doc, [step for step in nlp.pipeline if step[0] != SPANS])


def steps_together(nlp: Language, documents: Sequence[Document]) -> Iterator[tuple[str, Doc]]:
    """Take documents that say the same in two languages through the pipeline, as `steps` does one.

    Each goes alone as far as its own page matters; what aligns, resolves and relates sees all of them in one
    Doc, the Chinese first, of which `doc._.parts` says whose text is where.
    """
    first = nlp.pipe_names.index(TOGETHER)
    docs = []
    for document in documents:
        for name, left in _through(document, nlp.make_doc, nlp.pipeline[:first]):
            yield name, left
        docs.append(left)
    docs.sort(key=lambda doc: (layers.metadata(doc) or layers.Metadata()).languages == ("en",))
    doc = _step("join", partial(join, nlp), docs)
    yield "join", doc
    for name, component in nlp.pipeline[first:]:
        if name != SPANS:
            doc = _step(name, component, doc)
            yield name, doc


def _through(
    document: Document, make: Callable[[str], Doc], stages: Sequence[tuple[str, Callable[[Doc], Doc]]]
) -> Iterator[tuple[str, Doc]]:
    doc = _step("tokenizer", make, document.text)
    doc._.document = document
    yield "tokenizer", doc
    for name, component in stages:
        doc = _step(name, component, doc)
        yield name, doc


def analyse(nlp: Language, document: Document) -> Doc:
    """The Doc at the end of `steps`."""
    *_, (_, doc) = steps(nlp, document)
    return doc


def _step(name: str, component: Callable[[Given], Doc], given: Given) -> Doc:
    try:
        return component(given)
    except RuleError:  # rules that cannot be used are nobody's document's fault
        raise
    except Exception as error:
        raise StageError(name, error) from error
