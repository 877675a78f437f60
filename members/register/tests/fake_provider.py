"""An OpenID Connect provider on this machine, for tests: says what it is told to say, or lies."""

import json
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

KEY, OTHER_KEY = (rsa.generate_private_key(65537, 2048) for _ in range(2))
ELSEWHERE = "/elsewhere"
CLIENT, SECRET = "p2i", "what only the two know"


class FakeProvider:
    """`claims` are said instead of the true ones, None leaves one out; `key` and `alg` sign."""

    def __init__(self, issuer):
        self.issuer = issuer
        self.calls_itself = issuer
        self.claims, self.key, self.alg, self.kid = {}, KEY, "RS256", "one"
        self.codes = {}
        self.is_down = False
        self.moved = None  # a path that leads on to the same one at another address

    def agree(self, address):
        """As a person who is led there and agrees: where the browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code{len(self.codes)}"
        self.codes[code] = asked
        return f"{urlsplit(asked['redirect_uri']).path}?code={code}&state={asked['state']}"

    def token(self, asked):
        now = int(time.time())
        said = {
            "iss": self.issuer,
            "sub": "subject-1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
            **self.claims,
        }
        said = {name: value for name, value in said.items() if value is not None}
        key = None if self.alg == "none" else self.key
        return jwt.encode(said, key, algorithm=self.alg, headers={"kid": self.kid})

    def answer(self, path, form):
        if self.is_down:
            return 503, {}
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.calls_itself,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/keys":
            public = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
            return 200, {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}
        asked = self.codes.pop(form.get("code"), None)  # a code opens once
        if path != "/token" or asked is None or form.get("client_secret") != SECRET:
            return 400, {"error": "invalid_grant"}
        shown = sha256(form.get("code_verifier", "").encode()).digest()
        if urlsafe_b64encode(shown).decode().rstrip("=") != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self.token(asked)}


@contextmanager
def running():
    """Serves until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802 - the library's name
            length = int(self.headers.get("Content-Length") or 0)
            form = parse_qs(self.rfile.read(length).decode())
            path = self.path.removeprefix(ELSEWHERE)
            status, body = fake.answer(path, {name: one[0] for name, one in form.items()})
            written = json.dumps(body).encode()
            self.send_response(307 if self.path == fake.moved else status)
            if self.path == fake.moved:
                self.send_header("Location", ELSEWHERE + self.path)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake = FakeProvider(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
