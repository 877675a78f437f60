"""The pages of allauth that are in use, at allauth's addresses and under its names.

An address is changed at a page of ours (`members/register/views/addresses.py`), not at allauth's.
"""

from allauth.account import views
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from members.register.views import passkeys
from members.register.views.choosing_a_password import password_from_link
from members.register.views.forgotten_password import password_reset

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        password_from_link,
        name="account_reset_password_from_key",
    ),
    # They stand before allauth's of the same addresses, whose names lead here as well.
    path("2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index"), name="passkeys"),
    path("2fa/webauthn/login/", passkeys.sign_in, name="passkey_sign_in"),
    path("2fa/webauthn/reauthenticate/", passkeys.confirm, name="passkey_confirm"),
    path("2fa/", include("allauth.mfa.urls")),
]
