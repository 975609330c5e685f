"""A name moves to its namesake on the other side of a tie, or stays."""

from extract.layers import PlaceMention
from extract.link.namesake import move


def test_a_name_moves_to_its_namesake_in_the_country() -> None:
    mention = PlaceMention(0, 3, "zh", name="白山市", country="CN")
    move(mention, "JP")
    assert mention.place is not None
    assert (mention.place.country, mention.place.name_en, mention.link_method) == ("JP", "Hakusan", "column")


def test_a_name_moves_abroad_wherever_that_is() -> None:
    mention = PlaceMention(0, 3, "zh", name="白山市", country="CN")
    move(mention, None)
    assert mention.country == "JP"


def test_a_name_without_a_namesake_there_stays() -> None:
    mention = PlaceMention(0, 4, "zh", name="哈尔滨市", country="CN")
    move(mention, "JP")
    assert mention.place is None
    assert mention.country == "CN"
