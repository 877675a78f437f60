from django.template import Context, Template


def render(source):
    return Template("{% load charts %}" + source).render(Context()).strip()


def test_a_tally_shows_the_ballots_to_scale():
    shown = render("{% tally 6 2 1 silent=1 %}")

    assert 'viewBox="0 0 10 1"' in shown
    assert '<rect class="tally-no" x="6" y="0" width="2" height="1">' in shown
    assert "<b>1</b> did not vote" in shown


def test_a_tally_of_nothing_draws_nothing():
    shown = render("{% tally 0 0 0 %}")

    assert 'viewBox="0 0 0 1"' not in shown
    assert "<b>0</b> yes" in shown
