"""Which Latin name does a Chinese one write? A model learned from GeoNames' own pairs of names.

`spelling` brings a Latin name to the forms it may be written from, `meanings` tells what Chinese translates,
`channel` says what each Chinese character stands for, `shortlist` finds the names worth comparing, `context`,
`pinyin` and `rerank` weigh the best of them, `transliterator` puts these together, `sound` makes
probabilities. `em` and `learn` train it all.
"""
