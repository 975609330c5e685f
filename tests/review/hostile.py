"""Documents that mean ill: each holds a tie, so that it is drawn, and something that must stay text."""

from __future__ import annotations

from pathlib import Path

TIE = "青岛市与美国长滩市缔结友好城市关系。"

MARKUP = [
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<svg/onload=document.title='owned'>",
    "<svg><script>document.title='owned'</script></svg>",
    "<iframe src=\"javascript:parent.document.title='owned'\"></iframe>",
    "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
    "<a href=\"javascript:document.title='owned'\">click</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">click</a>",
    "<img srcset=\"http://127.0.0.1:9/x 1x\">",
    "<picture><source srcset=\"http://127.0.0.1:9/x\"></picture>",
    "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
    "<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<link rel=stylesheet href=\"http://127.0.0.1:9/x.css\">",
    "<style>@import 'http://127.0.0.1:9/x.css';</style>",
    "<style>body{display:none}</style>",
    "<div style=\"background:url(http://127.0.0.1:9/x)\">x</div>",
    "<meta http-equiv=refresh content=\"0;url=http://127.0.0.1:9/\">",
    "<base href=\"http://127.0.0.1:9/\">",
    "<form action=\"/decide\" method=post><input name=x></form>",
    "<button form=x formaction=\"/undo\">x</button>",
    "<body onload=\"document.title='owned'\">",
    "<details open ontoggle=\"document.title='owned'\">x</details>",
    "<video><source onerror=\"document.title='owned'\"></video>",
    "<input autofocus onfocus=\"document.title='owned'\">",
    "<math><mtext></p><style><img src=x onerror=document.title='owned'></style></mtext></math>",
    "<noscript><p title=\"</noscript><img src=x onerror=document.title='owned'>\">",
    "<template><script>document.title='owned'</script></template>",
    "</article></section></main><script>document.title='owned'</script>",
    "</title><script>document.title='owned'</script>",
    "--><script>document.title='owned'</script><!--",
    "\"><script>document.title='owned'</script>",
    "' onmouseover='document.title=1' x='",
    "{{ 7 * 7 }} {% for x in ().__class__.__mro__ %}{{ x }}{% endfor %} ${7*7} #{7*7}",
    "&lt;script&gt;document.title='owned'&lt;/script&gt; &#60;script&#62;",
    "\\u003cscript\\u003edocument.title='owned'\\u003c/script\\u003e",
    "<scr\u200bipt>document.title='owned'</scr\u200bipt>",
    "＜script＞document.title='owned'＜/script＞",
    "<a xlink:href=\"javascript:alert(1)\"><text>x</text></a>",
    "<portal src=\"http://127.0.0.1:9/\"></portal>",
]  # fmt: skip
CHARACTERS = [
    "\u202e向右\u202c \u2066被隔离\u2069 \u200f\u200e\u061c",
    "零\u200b宽\u200c字\u200d符\u2060和\ufeff软\u00ad连\u034f字",
    "pаypаl Ѕhаnghаi Οsаka",
    "标签\U000e0041\U000e0042 变体\ufe0f\U000e0100 私用\ue000",
    "康熙⼈⽇⽊ 兼容\uf900\uf901 数学𝐒𝐢𝐬𝐭𝐞𝐫",
    "控制\x01\x02\x1b[31m红\x7f\x85",
    "Z̷̢͇̫a̶͔͠l̸̛͙g̵̱͝o̶͚͝" * 40,
    "👨‍👩‍👧‍👦🇨🇳🏳️‍🌈 𠀀𠀁𪛖",
]


def write_all(folder: Path) -> list[str]:
    """Write the documents, one with a line of 10 MB among them; the names of their files."""
    folder.mkdir(parents=True)
    for i, payload in enumerate([*MARKUP, *CHARACTERS]):
        text = f"{payload}\n2020年1月{i % 28 + 1}日\n\n{TIE}{payload}\n第{i}号。\n"
        (folder / f"h{i:02}.txt").write_text(text, encoding="utf-8")
    long = "一行" * 1_750_000
    (folder / "h_long.txt").write_text(f"长行\n\n{TIE}{long}{MARKUP[0]}\n", encoding="utf-8")
    return sorted(path.name for path in folder.iterdir())
