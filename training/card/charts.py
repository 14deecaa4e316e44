"""Charts of a report card as inline SVG: losses of the folds, and items of each label.

Pure: numbers in, text out. Colours and fonts are the page's own (CSS classes).
"""

from collections.abc import Mapping, Sequence

from training.report.charts import STEPS, framed, x, y

HEADROOM = 1.15
BAR_SHARE = 0.6


def fold_chart(losses: Sequence[float], interval: tuple[float, float], final: float) -> str:
    """The loss of each outer fold, the interval of their mean, and the final search's."""
    top = max(*losses, *interval, final, 1e-9) * HEADROOM
    low, high = (max(0.0, one) / top for one in interval)
    drawn = [
        f'<rect class="band" x="{x(0)}" y="{y(high)}" width="{x(1) - x(0):.1f}" '
        f'height="{y(low) - y(high):.1f}"><title>95 % of the mean: {interval[0]:.4g} to '
        f"{interval[1]:.4g}</title></rect>",
        f'<line class="final" x1="{x(0)}" y1="{y(final / top)}" x2="{x(1)}" '
        f'y2="{y(final / top)}"><title>final search: {final:.4g}</title></line>',
    ]
    places = [(number + 1) / (len(losses) + 1) for number in range(len(losses))]
    for number, (at, loss) in enumerate(zip(places, losses, strict=True), start=1):
        drawn.append(
            f'<circle class="dot" cx="{x(at)}" cy="{y(loss / top)}" r="5">'
            f"<title>fold {number}: {loss:.4g}</title></circle>"
        )
    names = [(at, str(number)) for number, at in enumerate(places, start=1)]
    return framed(drawn, ("outer fold", names), ("loss", ticks(top)))


def label_chart(counts: Mapping[str, int]) -> str:
    """How many items there are of each label."""
    top = max(counts.values(), default=1) * HEADROOM
    places = [(number + 0.5) / len(counts) for number in range(len(counts))]
    drawn = [
        f'<rect class="bar" x="{x(at - BAR_SHARE / 2 / len(counts))}" y="{y(count / top)}" '
        f'width="{(x(1) - x(0)) * BAR_SHARE / len(counts):.1f}" '
        f'height="{y(0) - y(count / top):.1f}"><title>{count}</title></rect>'
        for at, count in zip(places, counts.values(), strict=True)
    ]
    names = list(zip(places, counts, strict=True))
    return framed(drawn, ("label", names), ("items", ticks(top)))


def ticks(top: float) -> list[tuple[float, str]]:
    return [(at, f"{at * top:.3g}") for at in STEPS]
