import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from common.email_addresses import AddressError, as_kept, canonical, validate_address
from common.form_fields import EmailField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("test@straße.example", "test@xn--strae-oqa.example"),
        ("test@xn--strae-oqa.example", "test@xn--strae-oqa.example"),
        ("test@STRASSE.example", "test@strasse.example"),
        ("zoe@demo.example\u200b", "zoe@demo.example"),
        ("\ufeffzoe@demo.example", "zoe@demo.example"),
        ("z\u00adoe@de\u200dmo.example", "zoe@demo.example"),
        ("Zoe@Demo.EXAMPLE", "zoe@demo.example"),
        (" zoe @ demo.example\n", "zoe@demo.example"),
        ("mailto:zoe@demo.example", "zoe@demo.example"),
        ("<zoe@demo.example>", "zoe@demo.example"),
        ("zoe@demo.example.", "zoe@demo.example"),
        ("zoe@demo.example,", "zoe@demo.example"),
        ("Zoe Doe <Zoe@demo.example>; ", "zoe@demo.example"),
        ("'Doe, Zoe' <mailto:zoe@demo.example>", "zoe@demo.example"),
        ("zoe＠demo.example", "zoe@demo.example"),
        ("zoe@demo。example", "zoe@demo.example"),
        ("a@βόλος.example", "a@xn--nxasmm1c.example"),
        ("a@βόλοσ.example", "a@xn--nxasmq6b.example"),
        ("a@bücher.example", "a@xn--bcher-kva.example"),
        ("a@bu\u0308cher.example", "a@xn--bcher-kva.example"),
        ("a@ｄｅｍｏ.example", "a@demo.example"),
        ("a@президент.example", "a@xn--d1abbgf6aiiy.example"),
        ("o'brien+news@demo.example", "o'brien+news@demo.example"),
    ],
)
def test_an_address_is_kept_in_one_form(typed, kept):
    assert canonical(typed) == kept
    assert canonical(kept) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("josé@demo.example", "letters"),
        ("ζωή@demo.example", "letters"),
        ("zo\u0435@demo.example", "letters"),
        ('"zoe x"@demo.example', "quotes"),
        ('"zoe"@demo.example', "quotes"),
        (f"{'x' * 65}@demo.example", "local part"),
        ("zoe", "no address"),
        ("@demo.example", "no address"),
        ("zoe@", "no address"),
        ("zoe@demo..example", "domain"),
        ("zoe@-demo.example", "domain"),
        ("zoe@de_mo.example", "domain"),
        ("zoe@xn--zz.example", "domain"),
        ("zoe@😀.example", "domain"),
        (f"zoe@{'x' * 64}.example", "domain"),
        (f"zoe@{'x.' * 130}example", "domain"),
    ],
)
def test_what_cannot_be_mailed_to_says_why(typed, why):
    with pytest.raises(AddressError, match=why):
        canonical(typed)


@given(st.emails(), st.sampled_from(["\u200b", "\u202e", " ", "\ufeff", "\u200d"]))
def test_two_addresses_never_differ_by_what_cannot_be_seen(typed, hidden):
    kept = as_kept(typed)

    assert as_kept(kept) == kept
    for spelt in (f"{hidden}{typed}{hidden}", f"{typed[:3]}{hidden}{typed[3:]}", typed.upper()):
        assert as_kept(spelt) == kept


@given(st.text(max_size=30))
def test_whatever_is_typed_has_one_form_to_look_it_up_by(typed):
    assert as_kept(as_kept(typed)) == as_kept(typed)


@given(st.emails(domains=st.just("demo.example")))
def test_an_address_that_can_be_mailed_to_stays_what_it_is(address):
    assert as_kept(address) == address.lower()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("José@demo.example", "jos\u00e9@demo.example"),
        ("jose\u0301@demo.example", "jos\u00e9@demo.example"),
        ("ζωή@straße.example", "ζωή@xn--strae-oqa.example"),
        ("пётр.и+п@demo.example", "пётр.и+п@demo.example"),
        ("zoe@demo.example", "zoe@demo.example"),
    ],
)
def test_letters_are_taken_where_the_mail_server_takes_them(settings, typed, kept):
    settings.MAIL_SERVER_TAKES_SMTPUTF8 = True

    assert canonical(typed) == canonical(kept) == kept
    validate_address(kept)


@pytest.mark.parametrize(
    "typed",
    [
        "zo\u0435@demo.example",
        "α..b@demo.example",
        "jos\u00e9()@demo.example",
        "é" * 33 + "@a.example",
    ],
)
def test_what_passes_for_another_address_or_is_none_is_refused_even_so(settings, typed):
    settings.MAIL_SERVER_TAKES_SMTPUTF8 = True

    with pytest.raises(AddressError):
        canonical(typed)


def test_a_form_takes_them_only_then(settings):
    with pytest.raises(ValidationError, match="letters that not every email server takes"):
        EmailField().clean("ζωή@demo.example")

    settings.MAIL_SERVER_TAKES_SMTPUTF8 = True
    field = EmailField()
    assert field.clean("ζωή@demo.example") == "ζωή@demo.example"
    assert 'type="text" name="email"' in field.widget.render("email", "")


def test_a_browser_sends_an_address_as_it_was_typed():
    """In an input of the type "email" it would map the domain by older rules."""
    shown = EmailField().widget.render("email", "")

    assert 'type="text"' in shown
    assert 'inputmode="email"' in shown
