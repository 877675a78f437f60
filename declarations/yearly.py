"""The chapter on declarations in the report of a year: ministries, never persons."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.yearly import Chapter, Column, Figure, Rows, Told, Year, grouped, table
from declarations.enums import Level
from declarations.models import Signature

SIGNATURE = "declarations.signature"
STEPS = (
    ("invited", _("Ministries invited"), False),
    ("announced", _("Signatures announced"), True),
    ("signed", _("Signatures given"), True),
    ("withdrawn", _("Signatures withdrawn"), False),  # an invitation that was declined is one too
)


def tell_declarations(year: Year) -> Told:
    """One query: the days of a signature are columns of its row."""
    rows = Signature.objects.order_by("pk").values(
        "pk", "level", *(f"{step}_on" for step, _label, _public in STEPS)
    )
    signatures = list(rows)

    def in_the_year(step: str) -> list[dict]:
        return [
            row
            for row in signatures
            if (day := row[f"{step}_on"]) and year.first_day <= day <= year.last_day
        ]

    standing = [
        row
        for row in signatures
        if row["signed_on"]
        and row["signed_on"] <= year.last_day
        and not (row["withdrawn_on"] and row["withdrawn_on"] <= year.last_day)
    ]
    return Told(
        figures=[
            *(
                Figure(
                    name=step,
                    label=label,
                    of=SIGNATURE,
                    keys=[row["pk"] for row in in_the_year(step)],
                    is_public=is_public,
                )
                for step, label, is_public in STEPS
            ),
            Figure(
                name="standing",
                label=_("Signatures that stand at the end"),
                of=SIGNATURE,
                keys=[row["pk"] for row in standing],
                is_public=True,
            ),
        ],
        tables=[
            table(
                "level",
                _("By level"),
                _("Level"),
                dict(Level.choices),
                {
                    "signed": Column(_("Given"), _by_level(in_the_year("signed"))),
                    "standing": Column(_("That stand at the end"), _by_level(standing)),
                },
                of=SIGNATURE,
                is_public=True,
            )
        ],
    )


def _by_level(rows: list[dict]) -> dict[str, list[int]]:
    return grouped((row["level"], row["pk"]) for row in rows)


ROWS = (
    Rows(
        name=SIGNATURE,
        label=_("Signatures"),
        read=lambda keys: Signature.objects.filter(pk__in=keys),
        title=str,
        url=lambda row: reverse("admin:declarations_signature_change", args=[row.pk]),
    ),
)
DECLARATIONS = Chapter(name="declarations", title=_("Declarations"), tell=tell_declarations)
