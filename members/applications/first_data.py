"""What an empty database begins with: the rules of the process, and questions to start from.

Written after each `migrate`, where there is none yet; from then on the secretariat edits it.
"""

from datetime import datetime

from members.applications.models import QuestionTemplate
from members.register.models import ProcessRules

QUESTIONS = [  # code, language, criterion, title, text
    (
        "mandate-not-national",
        "en",
        "mandate",
        "Mandate is not national",
        "The act you name gives the centre a mandate for a region or a single authority. Does the "
        "national government also give it a mandate for innovation procurement? If so, which act "
        "or decision says so, and since when? If not, is one in preparation?",
    ),
    (
        "mandate-no-act",
        "en",
        "mandate",
        "No act named",
        "Which law, decree or decision gives the centre its mandate? Give its title, number and "
        "date, the authority that issued it, and a link or a file.",
    ),
    (
        "mandate-no-act",
        "de",
        "mandate",
        "Kein Rechtsakt genannt",
        "Welches Gesetz, welche Verordnung oder welcher Beschluss erteilt dem Zentrum seinen "
        "Auftrag? Nennen Sie bitte Titel, Nummer und Datum, die ausstellende Stelle und einen "
        "Link oder eine Datei.",
    ),
    (
        "mandate-no-act",
        "fr",
        "mandate",
        "Aucun acte indiqué",
        "Quelle loi, quel décret ou quelle décision confie son mandat au centre ? Indiquez son "
        "intitulé, son numéro et sa date, l'autorité qui l'a pris, et un lien ou un fichier.",
    ),
    (
        "mandate-expiring",
        "en",
        "mandate",
        "Mandate ends soon",
        "The mandate ends within the next months. Will it be renewed, by whom and until when? A "
        "letter of the issuing authority is enough as evidence.",
    ),
    (
        "mandate-task-unclear",
        "en",
        "mandate",
        "Task of the centre unclear",
        "Where in the act is innovation procurement named as a task of the centre? Give the "
        "article or the page, with a short translation into English.",
    ),
    (
        "budget-one-year-only",
        "en",
        "resources",
        "Budget shown for one year only",
        "The budget you show covers one year. What is planned for the centre in the next two "
        "years, and who decides on it?",
    ),
    (
        "budget-not-dedicated",
        "en",
        "resources",
        "Budget is not the centre's own",
        "Which part of the budget is set aside for the competence centre itself? An extract of "
        "the budget or a statement of the finance department is enough.",
    ),
    (
        "staff-not-named",
        "en",
        "resources",
        "Staff not described",
        "How many people work for the centre, in full-time equivalents, and in which functions? "
        "Names are not needed.",
    ),
    (
        "participation-days-missing",
        "en",
        "participation",
        "Days for the Network not given",
        "How many working days a year are planned for meetings, papers and votes of the Network, "
        "and who pays for travel?",
    ),
    (
        "participation-languages",
        "en",
        "participation",
        "Work in English",
        "The Network works in English. Who would take part in meetings and comment on papers, "
        "and can they do so in English?",
    ),
    (
        "commitment-not-signed",
        "en",
        "commitment",
        "Commitment is not signed",
        "The letter of commitment bears no signature of somebody who may commit the institution. "
        "Send a signed letter and say in which function it was signed.",
    ),
    (
        "commitment-without-period",
        "en",
        "commitment",
        "Commitment without a period",
        "For how long does the institution commit itself to taking part in the Network?",
    ),
    (
        "evidence-in-another-language",
        "en",
        "",
        "Evidence in another language",
        "One of your documents is in a language that the secretariat does not read. Which pages "
        "matter, and what do they say? A short translation of your own is enough.",
    ),
    (
        "evidence-in-another-language",
        "de",
        "",
        "Nachweis in einer anderen Sprache",
        "Eines Ihrer Dokumente ist in einer Sprache verfasst, die das Sekretariat nicht liest. "
        "Welche Seiten sind wichtig, und was steht dort? Eine kurze eigene Übersetzung genügt.",
    ),
    (
        "evidence-in-another-language",
        "fr",
        "",
        "Justificatif dans une autre langue",
        "L'un de vos documents est rédigé dans une langue que le secrétariat ne lit pas. Quelles "
        "pages sont importantes, et que disent-elles ? Une brève traduction de votre main suffit.",
    ),
]


def ensure_first_rules(now: datetime) -> None:
    """Version 1 has the defaults of its model: an assumption until the Network says otherwise."""
    if not ProcessRules.objects.exists():
        ProcessRules.objects.create(version=1, adopted_at=now)


def ensure_questions() -> None:
    if QuestionTemplate.objects.exists():
        return
    names = ("code", "language", "criterion", "title", "text")
    QuestionTemplate.objects.bulk_create(
        QuestionTemplate(**dict(zip(names, question, strict=True))) for question in QUESTIONS
    )
