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
    columns = [_column(row, step, unit, row.took_part == took_part) for row in turnouts]
    between_labels = -(-len(turnouts) // LABELS)
    most = turnouts[-1].took_part
    between_levels = max(1, -(-most // 5))
    return {
        "columns": columns,
        "ticks": [column for column in columns if column["row"].took_part % between_labels == 0],
        "levels": [
            {"count": count, "y": round(TOP + HEIGHT - count * unit, 2)}
            for count in range(0, most + 1, between_levels)
        ],
        "left": LEFT,
        "right": WIDTH,
        "bottom": TOP + HEIGHT,
        "below": TOP + HEIGHT + 20,
        "name_below": TOP + HEIGHT + 44,
        "middle": (LEFT + WIDTH) / 2,
    }


def _column(row, step, unit, is_here):
    """From the bottom up what the votes are needed for, and a triangle that points at the top."""
    counts = {"needed": row.needed_yes, "left": row.most_no, "abstain": row.abstain}
    if row.needed_yes is None:
        counts = {"nothing": row.took_part}
    parts, top = [], TOP + HEIGHT
    for kind, count in counts.items():
        if count:
            top -= count * unit
            parts.append({"kind": kind, "y": round(top, 2), "height": round(count * unit, 2)})
    start = LEFT + row.took_part * step
    middle = start + step / 2
    corners = [(middle - 7, top - 14), (middle + 7, top - 14), (middle, top - 3)]
    return {
        "row": row,
        "x": round(start + step * 0.1, 2),
        "width": round(step * 0.8, 2),
        "middle": round(middle, 2),
        "parts": parts,
        "is_here": is_here,
        "mark": " ".join(f"{x:.1f},{y:.1f}" for x, y in corners),
    }
