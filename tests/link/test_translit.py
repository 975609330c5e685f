"""The transliteration model: spelling, EM, contexts, the network, and the names it finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.link.gazetteer import open_gazetteer
from extract.link.query import candidates
from extract.link.rank import Ranker
from extract.link.translit import context, rerank
from extract.link.translit.channel import Channel
from extract.link.translit.em import Lattice, with_prior
from extract.link.translit.meanings import compounds, joiner, meanings
from extract.link.translit.model import PATH, Model
from extract.link.translit.pinyin import readings, similarities
from extract.link.translit.pool import Pool, pool
from extract.link.translit.shortlist import Index
from extract.link.translit.spelling import BASES, MAX_LATIN, code, forms, marks, syllables, symbols

LATIN = st.text("abcdefghijklmnopqrstuvwxyz -'", min_size=1, max_size=40)


@pytest.fixture(scope="module")
def sounding() -> Ranker:
    return Ranker(open_gazetteer(), chinese=False, minimum=15_000)


def test_the_parts_of_a_name_are_turned() -> None:
    texts = [form.text for form in forms("Port Arthur", "LAT", {"port": 0})]
    assert texts == ["portarthur", "arthurport"]
    assert "orlicinadusti" in [form.text for form in forms("Ústí nad Orlicí", "LAT", {})]


def test_an_article_may_go_unwritten() -> None:
    assert "lilas" in [form.text for form in forms("Les Lilas", "LAT", {})]
    assert "lesin" not in [form.text for form in forms("Lésin Vil", "LAT", {})]


def test_a_japanese_name_is_syllables() -> None:
    assert [len(syllables(word)) for word in ("higashi", "kyoto", "nippon", "otsu")] == [3, 2, 3, 2]
    assert syllables("oosaka") == syllables("osaka")


@given(LATIN)
def test_forms_fit_and_mark_what_they_hold(name: str) -> None:
    for form in forms(name, "LAT", {"city": 0, "new": 1}):
        assert 1 <= len(form.text) <= MAX_LATIN
        assert all(form.text[start:end] in ("citi", "new") for start, end, _ in form.words)


def test_em_learns_letters_and_words() -> None:
    lexicon = {"harbor": 0}
    names = {"维克多港": "Victor Harbor", "科弗港": "Cover Harbor", "维克": "Vik", "科": "Co", "多": "Tor"}
    pairs = [(han, form) for han, latin in names.items() for form in forms(latin, "LAT", lexicon)[:1]]
    counts = Lattice("LAT", pairs * 5, {}).learn(8)
    assert max(counts["港"], key=lambda v: counts["港"][v]) == -1
    assert max(counts["科"], key=lambda v: counts["科"][v]) == code("co", BASES["LAT"])


def test_em_begins_with_what_it_is_told() -> None:
    lexicon = {"goose": 0, "creek": 1}
    pairs = [("鹅溪", form) for form in forms("Goose Creek", "LAT", lexicon)[:1]] * 3
    told = {"鹅": {-1: 1.0}, "榆": {code("elm", BASES["LAT"]): 1.0}}
    counts = Lattice("LAT", pairs, {}).learn(4, told=told)
    assert counts["鹅"][-1] == pytest.approx(3.0, rel=0.05)  # as often as it was seen, without what was told
    assert "榆" not in counts and with_prior(counts, told, 0.5)["榆"] == {code("elm", BASES["LAT"]): 0.5}


def test_words_that_chinese_translates_are_one_symbol() -> None:
    join = joiner(compounds())
    assert len(join("海德公园")) == 3 and join("南京") == "南京"
    assert len(joiner(["草原", "大草原"])("大草原城")) == 2
    known = meanings({"park": 0, "goose": 1})
    assert -1 in known[join("公园")] and -2 in known["鹅"]
    assert code("dale", BASES["LAT"]) in known["谷"]


def test_the_pinyin_tells_likely_names() -> None:
    pinyin = readings("斯莱德尔汉布林女")
    assert pinyin["女"] == "nu"
    near, far, other = similarities("斯莱德尔", pinyin, symbols(["slidel", "lansdale", "paris"])).tolist()
    assert near[0] > other[0] and near[1] > far[1] > other[1]
    assert similarities("女", {}, symbols(["ae"])).tolist() == [[0.0, 0.0]]


def test_the_best_cut_adds_up_to_its_score() -> None:
    base = BASES["LAT"]
    counts = {"阿": {code("a", base): 9.0}, "瑟": {code("thur", base): 9.0}, "港": {-1: 9.0}}
    channel = Channel("LAT", counts, 1)
    form = forms("Port Athur", "LAT", {"port": 0})[1]
    table = channel.table(symbols([form.text]), marks([form.words]))
    score, cut = channel.align("阿瑟港", table)
    assert score == pytest.approx(channel.score("阿瑟港", table))
    each = [channel.vector(c)[cut[0, i, 2]] for i, c in enumerate("阿瑟港")]
    assert score[0] == pytest.approx(sum(each), rel=1e-5)
    assert [form.text[a:b] for a, b, _ in cut[0].tolist()] == ["a", "thur", "port"]


@settings(max_examples=30)
@given(st.lists(LATIN.map(str.strip).filter(bool), min_size=1, max_size=6))
def test_a_pool_comes_back_from_its_bytes(names: list[str]) -> None:
    made = pool([(i, 20_000, 3, [name]) for i, name in enumerate(names)], "LAT", {"city": 0})
    again = Pool.unpack(made.pack())
    assert made.pack() == again.pack()
    assert all(np.array_equal(getattr(made, f), getattr(again, f)) for f in Pool.__slots__)


def test_the_shortlist_keeps_what_has_the_cues() -> None:
    base = BASES["LAT"]
    counts = {"伦": {code("lon", base): 5.0}, "敦": {code("don", base): 5.0, code("ton", base): 5.0}}
    channel = Channel("LAT", counts, 0)
    texts = ["paris", "london", "berlin", "boston", "madrid"]
    index = Index(channel, symbols(texts), marks([()] * len(texts)))
    kept = index.find("伦敦", np.zeros(5, dtype=np.float32), 2)
    assert "london" in {texts[i] for i in kept}


def test_a_context_changes_what_is_expected() -> None:
    latin, cut = symbols(["ab"]), np.array([[[0, 1, 1], [1, 2, 2]]])
    other = np.array([[[0, 1, 3], [1, 2, 2]]])
    learned = context.learn([("甲乙", 1, latin, cut)] * 5 + [("甲丙", 1, latin, other)] * 5)
    usual, unusual = (learned.sums("甲乙", 1, latin, c).sum() for c in (cut, other))
    assert usual > unusual


def test_the_network_learns_which_is_right() -> None:
    random = np.random.default_rng(1)
    blank = np.zeros(rerank.FEATURES, dtype=np.float32)
    queries = []
    for _ in range(600):
        rows = random.normal(size=(5, rerank.FEATURES))
        right = int(np.argmax(rows[:, 0] - rows[:, 1]))
        queries.append((rerank.Network(blank, blank + 1, *[blank] * 4).inputs("FR", rows), right))
    network = rerank.train(queries, blank, blank + 1, rounds=40)
    found = [int(np.argmax(network.score(inputs))) == right for inputs, right in queries]
    assert sum(found) > 0.85 * len(queries)


def test_the_model_is_small_and_comes_back_from_its_bytes() -> None:
    data = PATH.read_bytes()
    assert len(data) < 2_000_000
    assert Model.unpack(data).pack() == data


@pytest.mark.parametrize(
    ("han", "country", "english"),
    [
        ("克赖斯特彻奇", "NZ", "Christchurch"),
        ("阿瑟港", "US", "Port Arthur"),
        ("雷阿尔城", "ES", "Ciudad Real"),
        ("埃纳雷斯河畔圣费尔南多", "ES", "San Fernando de Henares"),
        ("法兰克福", "DE", "Frankfurt am Main"),
        ("橡树岭", "US", "Oak Ridge"),
        ("鹅溪", "US", "Goose Creek"),
        ("枫树岭", "CA", "Maple Ridge"),
        ("松本", "JP", "Matsumoto"),
        ("宇都宫市", "JP", "Utsunomiya"),
        ("蒙托邦", "FR", "Montauban"),
        ("马可岛", "US", "Marco Island"),
        ("罗德岛", "US", "Rhode Island"),
        ("南丰县", "FR", None),
    ],
)
def test_names_are_found_by_sound_alone(
    sounding: Ranker, han: str, country: str, english: str | None
) -> None:
    found = candidates(sounding, han, country)
    if english is None:
        assert not found or found[0].probability < 0.5
    else:
        assert found[0].place.name_en == english


def test_a_section_of_a_city_keeps_its_id(sounding: Ranker) -> None:
    place = candidates(sounding, "莫科托夫区", "PL")[0].place
    assert (place.name_en, place.level, place.geonames_id is None) == ("Mokotów", "county", False)


def test_a_division_before_a_name_says_where_it_lies(sounding: Ranker) -> None:
    found = candidates(sounding, "马里兰州奥尔尼", "US")[0].place
    assert (found.name_en, found.parent) == ("Olney", "iso:US-MD")
