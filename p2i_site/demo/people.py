"""Invented people for the real centres, so that every role can be tried."""

from members.enums import Basis, RepresentativeRole
from members.models import Centre, User
from members.register.roles import ensure_roles
from members.register.services import representing
from p2i_site.demo import PASSWORD

DOMAIN = "demo.example"
SECRETARIAT = {"secretariat": "Maria Secretariat", "secretariat2": "Jan Secretariat"}
DELEGATES = {
    "AT": ("Lena Moser", "Europe/Vienna"),
    "DE": ("Jonas Richter", "Europe/Berlin"),
    "NL": ("Sanne Visser", "Europe/Amsterdam"),
    "ES": ("Carmen Ortega", "Europe/Madrid"),
    "SE": ("Elsa Lindgren", "Europe/Stockholm"),
    "EE": ("Mart Saar", "Europe/Tallinn"),
    "GR": ("Eleni Papadaki", "Europe/Athens"),
    "IE": ("Aoife Byrne", "Europe/Dublin"),
    "IT": ("Giulia Ferri", "Europe/Rome"),
    "PT": ("Rui Almeida", "Europe/Lisbon"),
}
ALTERNATES = {"NL": "Bram de Wit", "GR": "Nikos Vlachos"}
OBSERVERS = {"FI": "Aino Salo", "LT": "Rasa Petraitė"}
NAMES = {
    **SECRETARIAT,
    **{f"delegate.{country.lower()}": name for country, (name, _zone) in DELEGATES.items()},
    **{f"alternate.{country.lower()}": name for country, name in ALTERNATES.items()},
    **{f"observer.{country.lower()}": name for country, name in OBSERVERS.items()},
}


def load(since, now):
    """Two persons of the secretariat and, acting from the day `since`, those of the centres."""
    for local_part, name in SECRETARIAT.items():
        _staff(local_part, name)
    for country, (name, zone) in DELEGATES.items():
        _acting(country, RepresentativeRole.DELEGATE, name, zone, since, now)
    for role, names in (
        (RepresentativeRole.ALTERNATE, ALTERNATES),
        (RepresentativeRole.OBSERVER, OBSERVERS),
    ):
        for country, name in names.items():
            _acting(country, role, name, "", since, now)


def _staff(local_part, name):
    user = _person(local_part, name, "Europe/Brussels")
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        user.groups.add(ensure_roles())


def get(local_part):
    return _found(local_part) or User.objects.get(email=f"{local_part}@{DOMAIN}")


def _found(local_part):
    """Whoever tried the demo may have changed the address; the name tells the person then."""
    of_address = User.objects.filter(email=f"{local_part}@{DOMAIN}")
    of_name = User.objects.filter(name=NAMES.get(local_part, ""), is_demo=True)
    return of_address.first() or of_name.first()


def delegate_of(country):
    return get(f"delegate.{country.lower()}")


def _acting(country, role, name, zone, since, now):
    user = _person(f"{role}.{country.lower()}", name, zone)
    if not user.representations.exists():
        centre = Centre.objects.get(country=country, is_demo=False)
        representing.appoint(
            centre,
            role=role,
            user=user,
            on=since,
            by=None,
            basis=Basis.FOUNDING,
            now=now,
            with_invitation=False,
        )


def _person(local_part, name, zone):
    email = f"{local_part}@{DOMAIN}"
    return _found(local_part) or User.objects.create_user(
        email, PASSWORD, name=name, time_zone=zone, is_demo=True
    )
