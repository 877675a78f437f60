"""Charts of votes as inline SVG. Shows only: no queries, no rules."""

from django import template

register = template.Library()

WIDTH, HEIGHT = 720, 240
LEFT, TOP = 36, 20  # room for the numbers at the side and the mark above
LABELS = 12  # so many numbers fit below the columns


@register.inclusion_tag("voting/_chart.html")
def what_carries(turnouts, took_part):
    """One column for each turnout: the fewest yes that carry, and what they leave to no."""
    step = (WIDTH - LEFT) / len(turnouts)
    unit = HEIGHT / max(1, len(turnouts) - 1)
    every = -(-len(turnouts) // LABELS)
    columns = [_column(row, step, unit, row.took_part == took_part) for row in turnouts]
    return {
        "columns": columns,
        "ticks": [column for column in columns if column["row"].took_part % every == 0],
        "levels": _levels(turnouts[-1].took_part, unit),
        "left": LEFT,
        "right": WIDTH,
        "bottom": TOP + HEIGHT,
        "below": TOP + HEIGHT + 20,
        "name_below": TOP + HEIGHT + 44,
        "middle": (LEFT + WIDTH) / 2,
    }


def _column(row, step, unit, is_here):
    start = LEFT + row.took_part * step
    parts, top = [], TOP + HEIGHT
    for kind, count in _parts(row):
        if count:
            top -= count * unit
            parts.append({"kind": kind, "y": round(top, 2), "height": round(count * unit, 2)})
    return {
        "row": row,
        "x": round(start + step * 0.1, 2),
        "width": round(step * 0.8, 2),
        "middle": round(start + step / 2, 2),
        "parts": parts,
        "is_here": is_here,
        "mark": _mark(start + step / 2, top),
    }


def _parts(row):
    """From the bottom up."""
    if row.needed_yes is None:
        return [("nothing", row.took_part)]
    return [("needed", row.needed_yes), ("left", row.most_no), ("abstain", row.abstain)]


def _mark(middle, top):
    """A triangle that points at the column's top."""
    corners = [(middle - 7, top - 14), (middle + 7, top - 14), (middle, top - 3)]
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _levels(most, unit):
    every = max(1, -(-most // 5))
    return [
        {"count": count, "y": round(TOP + HEIGHT - count * unit, 2)}
        for count in range(0, most + 1, every)
    ]
