"""The map and the timeline for print: SVG whose words stay words, and PNG of 300 dots an inch."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.registry.naming import LANGUAGES
from extract.registry.report.basemap import Basemap
from extract.registry.store import RegistryError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WEST, _SOUTH, _NORTH = -30.0, -65.0, 85.0  # the map begins in the Atlantic, as that of the page
_RELATIONS = {"sister_city": "#b3261e", "friendly_exchange": "#1f5f99"}
_OTHER = "#5d6b2f"
_COUNTRIES = ("#0072b2", "#d55e00", "#009e73", "#b3589a", "#a08600", "#4a2a8c", "#7a4b1e", "#2f9ec4")
_FONTS = ("Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", "WenQuanYi Zen Hei",
          "WenQuanYi Micro Hei", "PingFang SC", "Microsoft YaHei", "SimHei")  # fmt: skip
_STEPS = 24  # straight pieces of an arc


def write_figures(
    shown: dict[str, Any], folder: Path, language: str = "en", basemap: Basemap | None = None
) -> None:
    """Write `map` and `timeline`, `.svg` and `.png` each, of what was gathered for the page.

    The same registry gives the same bytes with the same matplotlib and fonts. Raises RegistryError where
    matplotlib is not installed, or no font has the language's characters.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise RegistryError("figures are drawn by matplotlib: pip install 'youcheng[figures]'") from error
    spoken = [str(tag) for tag in LANGUAGES].index(language)
    settings: dict[str, Any] = {"svg.fonttype": "none", "svg.hashsalt": "youcheng", "font.size": 8}
    if spoken:
        settings |= {"font.family": [_chinese_font(), "sans-serif"]}
    folder.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(settings):
        for name, size, draw in (("map", (10, 4.6), _map), ("timeline", (10, 3.6), _timeline)):
            figure = Figure(figsize=size, layout="constrained")
            draw(figure.add_subplot(), shown, spoken, basemap)
            _save(figure, folder / name)


def _chinese_font() -> str:
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    for name in _FONTS:
        if name in known:
            return name
    raise RegistryError("no font with Chinese characters: install one, such as Debian's fonts-noto-cjk")


def _save(figure: Figure, path: Path) -> None:
    for kind, about in (("svg", {"Date": None}), ("png", {"Software": None})):
        part = path.with_name(f".{path.name}.part")
        figure.savefig(part, format=kind, dpi=300, metadata=about)
        part.replace(path.with_suffix(f".{kind}"))


def _map(axes: Axes, shown: dict[str, Any], spoken: int, basemap: Basemap | None) -> None:
    from matplotlib.collections import LineCollection
    from matplotlib.lines import Line2D

    places, labels = shown["places"], shown["labels"]
    outlines = [piece for line in (basemap.lines if basemap else []) for piece in _unrolled(line)]
    axes.add_collection(LineCollection(outlines, colors="#8b979d", linewidths=0.4))
    pairs = {
        (a, b): relation
        for _, a, b, relation, *_ in shown["ties"]
        if places[a][5] is not None and places[b][5] is not None
    }
    strength = max(0.03, min(0.6, 15 / (len(pairs) + 1) ** 0.5))
    by_colour: dict[str, list[list[tuple[float, float]]]] = {}
    for (a, b), relation in pairs.items():
        lines = by_colour.setdefault(_RELATIONS.get(relation, _OTHER), [])
        lines += _arc(_position(places[a]), _position(places[b]))
    for colour, arcs in sorted(by_colour.items()):
        axes.add_collection(LineCollection(arcs, colors=colour, linewidths=0.4, alpha=strength))
    points = [_position(places[n]) for n in sorted({n for pair in pairs for n in pair})]
    axes.scatter([x for x, _ in points], [y for _, y in points], s=1, c="#1d2226", linewidths=0, zorder=3)
    axes.set(xlim=(0, 360), ylim=(_SOUTH, _NORTH), aspect="equal")
    degrees = range(30, 360, 30)
    axes.set_xticks(degrees, [_degrees((x + _WEST + 180) % 360 - 180, "E", "W") for x in degrees])
    axes.set_yticks(range(-60, 61, 30), [_degrees(y, "N", "S") for y in range(-60, 61, 30)])
    axes.grid(color="#d3dde1", linewidth=0.5)
    axes.set_axisbelow(True)
    handles = [Line2D([], [], color=colour) for colour in (*_RELATIONS.values(), _OTHER)]
    names = [labels["relations"][relation][spoken] for relation in _RELATIONS]
    axes.legend(handles, [*names, labels["page"]["other"][spoken]], loc="lower left", frameon=False)
    credit = f"{shown['credits'][0]['source']}, {shown['credits'][0]['licence']}"
    axes.set_title("; ".join([credit] + ([basemap.credit] if basemap else [])), loc="right", fontsize=5)


def _position(place: list[Any]) -> tuple[float, float]:
    return (place[5] - _WEST) % 360, place[6]


def _degrees(angle: float, above: str, below: str) -> str:
    """
    >>> [_degrees(angle, "E", "W") for angle in (0, 30, -60, 180)]
    ['0°', '30°E', '60°W', '180°']
    """
    side = "" if angle % 180 == 0 else above if angle > 0 else below
    return f"{abs(angle):g}°{side}"


def _arc(start: tuple[float, float], end: tuple[float, float]) -> list[list[tuple[float, float]]]:
    """A curve that bends to the north; where the way across the map's cut is shorter, one on both sides."""
    (ax, ay), (bx, by) = start, end
    turns = [(0, 0)] if abs(bx - ax) <= 180 else [(0, -360), (360, 0)] if bx > ax else [(0, 360), (-360, 0)]
    arcs = []
    for turn_a, turn_b in turns:
        x, z = ax + turn_a, bx + turn_b
        bend_x, bend_y = (x + z) / 2, (ay + by) / 2 + 0.18 * ((z - x) ** 2 + (by - ay) ** 2) ** 0.5
        arcs.append(
            [
                (
                    (1 - t) ** 2 * x + 2 * t * (1 - t) * bend_x + t * t * z,
                    (1 - t) ** 2 * ay + 2 * t * (1 - t) * bend_y + t * t * by,
                )
                for t in (step / _STEPS for step in range(_STEPS + 1))
            ]
        )
    return arcs


def _unrolled(line: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """An outline in the map's coordinates, broken where it crosses the cut."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for longitude, latitude in line:
        x = (longitude - _WEST) % 360
        if pieces[-1] and abs(x - pieces[-1][-1][0]) > 180:
            pieces.append([])
        pieces[-1].append((x, latitude))
    return pieces


def _timeline(axes: Axes, shown: dict[str, Any], spoken: int, _: Basemap | None) -> None:
    from matplotlib.ticker import MaxNLocator

    labels = shown["labels"]["page"]
    signed: Counter[tuple[int, str]] = Counter()
    for _id, _a, b, _relation, _status, since, *_rest in shown["ties"]:
        if since and since[:4].isdigit():
            signed[int(since[:4]), shown["places"][b][4] or ""] += 1
    total: Counter[str] = Counter()
    for (_year, country), n in signed.items():
        total[country] += n
    most = sorted(total, key=lambda code: (-total[code], code))[: len(_COUNTRIES)]
    years = range(min(y for y, _ in signed), max(y for y, _ in signed) + 1) if signed else range(0)
    base = [0] * len(years)
    for code, colour in [*zip(most, _COUNTRIES, strict=False), (None, "#8b9298")]:
        codes = [code] if code is not None else [c for c in total if c not in most]
        counts = [sum(signed[year, c] for c in codes) for year in years]
        name = labels["other"][spoken] if code is None else shown["countries"].get(code, [code] * 3)[spoken]
        axes.bar(years, counts, bottom=base, width=0.8, color=colour, label=name)
        base = [low + n for low, n in zip(base, counts, strict=True)]
    axes.set_title(labels["timeline"][spoken], loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(frameon=False, ncols=2, fontsize=7)
