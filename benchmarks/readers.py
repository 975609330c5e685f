"""Speed of the readers: mixed web pages against trafilatura, and a web archive of them.

    python benchmarks/readers.py [--pages N] [--share 0.01] [--json]

Of the generated pages (menus, scripts, an article, a footer; UTF-8, GB 18030, Big5) a share has a word of a
tie in its article. Ours is all that stands between the bytes and a Document: the prefilter, and for the pages
it lets through decoding, trafilatura and the lines with their places. Trafilatura reads a sample of the same
pages. CPU time.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import trafilatura
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extract.document import Document
from extract.readers import Origin, Skip, Unread, find_items
from extract.readers.prefilter import has_trigger, speaks_of_ties

ROOT = Path(__file__).resolve().parent.parent
CODECS = ("utf-8", "utf-8", "utf-8", "gb18030", "big5")
SAMPLE = 60
STYLE = "".join(f".c{i} {{ margin: {i}px; color: #0{i % 10}{i % 7}; }}\n" for i in range(150))
SCRIPT = "".join(
    f"var v{i} = document.getElementById('i{i}'); if (v{i}) v{i}.onclick = go;\n" for i in range(150)
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--share", type=float, default=0.01)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    made = pages(args.pages, args.share)
    results = measure(made)
    print(json.dumps(results, indent=1) if args.json else report(results))


def measure(made: list[bytes]) -> dict[str, float]:
    size = sum(map(len, made))
    speaking = [page for page in made if has_trigger(page)]  # builds the automaton too
    read(speaking[0], "warm.html")
    trafilatura.extract(made[0])
    results = {
        "pages": len(made),
        "with_a_trigger": len(speaking),
        "kilobytes_a_page": size / len(made) / 1e3,
    }
    began = time.process_time()
    for page in made[:SAMPLE]:
        trafilatura.extract(page, include_comments=False)
    results["trafilatura_pages_per_second"] = SAMPLE / (time.process_time() - began)
    began = time.process_time()
    for page in made:
        has_trigger(page)
    results["prefilter_megabytes_per_second"] = size / 1e6 / (time.process_time() - began)
    began = time.process_time()
    documents = sum(read(page, "a.html") for page in made)
    results["pages_per_second"] = len(made) / (time.process_time() - began)
    results["times_trafilatura"] = results["pages_per_second"] / results["trafilatura_pages_per_second"]
    packed = archive(made)
    began = time.process_time()
    from_archive = read(packed, "a.warc.gz")
    results["archive_megabytes_per_second"] = size / 1e6 / (time.process_time() - began)
    began = time.process_time()
    for page in speaking:
        read(page, "a.html")
    results["milliseconds_a_page_that_is_read"] = 1e3 * (time.process_time() - began) / len(speaking)
    assert documents == from_archive == len(speaking)
    return results


def read(data: bytes, name: str) -> int:
    """How many documents come of a file."""
    items = (
        one.read() if isinstance(one, Unread) else one for one in find_items(io.BytesIO(data), Origin(name))
    )
    kinds = [type(item) for item in items]
    assert set(kinds) <= {Document, Skip}, kinds
    return kinds.count(Document)


def pages(number: int, share: float) -> list[bytes]:
    """Pages like those of a city's site, so many in a hundred of them on a tie; the same every time."""
    choose = random.Random(7)
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "corpora" / "dev" / "texts").glob("*.txt"))]
    lines = [line.strip() for text in texts for line in text.splitlines() if len(line.strip()) > 15]
    plain = [line for line in lines if not speaks_of_ties(line)]
    telling = [line for line in lines if speaks_of_ties(line)]
    made = []
    for i in range(number):
        article = choose.choices(plain, k=choose.randrange(6, 30))
        if i % max(1, round(1 / share)) == 0:
            article[2:2] = choose.choices(telling, k=3)
        made.append("".join(_page(article, choose)).encode(choose.choice(CODECS), "xmlcharrefreplace"))
    return made


def _page(article: list[str], choose: random.Random) -> Iterator[str]:
    title = article[0][:30]
    yield f"<!DOCTYPE html><html><head><title>{title}</title><style>{STYLE}</style>"
    yield f"<script>{SCRIPT}</script></head><body>"
    yield (
        "<ul class=nav>" + "".join(f'<li><a href="/n/{i}.html">栏目{i}</a></li>' for i in range(60)) + "</ul>"
    )
    yield f"<div class=main><h1>{title}</h1><div class=info>2024-03-07 10:00</div><div class=TRS_Editor>"
    yield from (f'<p style="text-indent: 2em"><span>{line}</span></p>\n' for line in article)
    yield "</div></div><div class=side>"
    yield from (f'<a href="/t/{choose.randrange(10**6)}.html">{line[:20]}</a><br>' for line in article)
    yield f"</div><div class=foot>网站地图 联系我们 {'版权所有 ' * 5}</div><script>{SCRIPT}</script>"
    yield "</body></html>"


def archive(made: list[bytes]) -> bytes:
    """The pages as responses in a gzipped web archive."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for i, page in enumerate(made):
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        url = f"https://e.example/{i}"
        writer.write_record(
            writer.create_warc_record(url, "response", payload=io.BytesIO(page), http_headers=http)
        )
    return out.getvalue()


def report(results: dict[str, float]) -> str:
    return "\n".join(f"{name.replace('_', ' '):36}{value:12,.2f}" for name, value in results.items())


if __name__ == "__main__":
    main()
