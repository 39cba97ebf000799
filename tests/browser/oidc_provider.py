"""An OpenID Connect provider for the tests: whoever types NAME is NAME@example.vn.

What the standards decide (code, PKCE, nonce, the client's secret, the ID token, leaving) Authlib's
server decides; here is what it asks for, kept in memory, and Starlette around it.

Usage: python oidc_provider.py PORT APP_ADDRESS. NAME "unverified…" has an unverified address.
"""

import os
import secrets
import sys
from dataclasses import dataclass
from typing import ClassVar

import uvicorn
from authlib.oauth2 import AuthorizationServer, OAuth2Error
from authlib.oauth2.rfc6749 import ClientMixin, InvalidRequestError
from authlib.oauth2.rfc6749 import OAuth2Request as AskedOfServer
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode, UserInfo
from authlib.oidc.rpinitiated import EndSessionEndpoint
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

SECRET = "a secret of the tests alone"  # noqa: S105
SCOPES = "openid email profile"
KEYS = KeySet([RSAKey.generate_key(2048, {"use": "sig", "kid": "tests"})])
FORM = """<!doctype html><title>Sign in</title>
<form method="post"><input name="login"><input name="password" type="password">
<button type="submit">Sign in</button></form>"""


@dataclass(frozen=True)
class Client(ClientMixin):
    """The dashboard, as the only one that is registered."""

    app: str
    client_id: str = "cds"

    @property
    def client_metadata(self):
        return {"post_logout_redirect_uris": [f"{self.app}/oauth2callback"]}

    def get_client_id(self):
        return self.client_id

    def get_allowed_scope(self, scope):
        return " ".join(each for each in scope.split() if each in SCOPES.split())

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri == f"{self.app}/oauth2callback"

    def check_client_secret(self, client_secret):
        return secrets.compare_digest(client_secret, SECRET)

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_basic"

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


@dataclass(frozen=True)
class Code(AuthorizationCodeMixin):
    """What was asked for when somebody signed in, until the client comes for it."""

    value: str
    who: str
    asked: dict[str, str]

    @property
    def code_challenge(self):
        return self.asked["code_challenge"]

    @property
    def code_challenge_method(self):
        return self.asked["code_challenge_method"]

    def get_redirect_uri(self):
        return self.asked["redirect_uri"]

    def get_scope(self):
        return self.asked["scope"]

    def get_nonce(self):
        return self.asked["nonce"]

    def get_auth_time(self):
        return None

    def get_acr(self):
        return None

    def get_amr(self):
        return None


class CodeGrant(AuthorizationCodeGrant):
    """Codes, each good for one token."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)
    kept: ClassVar[dict[str, Code]] = {}
    nonces: ClassVar[set[str]] = set()

    def save_authorization_code(self, code, request):
        self.nonces.add(request.payload.data["nonce"])
        self.kept[code] = Code(code, request.user, request.payload.data)

    def query_authorization_code(self, code, client):
        return self.kept.get(code)

    def delete_authorization_code(self, authorization_code):
        del self.kept[authorization_code.value]

    def authenticate_user(self, authorization_code):
        return authorization_code.who


class Protected(CodeChallenge):
    """No code without a challenge that hides its verifier, and a state."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant, redirect_uri):
        for name in ("state", "code_challenge", "code_challenge_method"):
            if not grant.request.payload.data.get(name):
                raise InvalidRequestError(f"Missing '{name}' in request.")
        super().validate_code_challenge(grant, redirect_uri)


class Identity(OpenIDCode):
    """The ID token: who signed in, for whom; no nonce counts twice."""

    def __init__(self, issuer):
        super().__init__(require_nonce=True)
        self.issuer = issuer

    def exists_nonce(self, nonce, request):
        return nonce in CodeGrant.nonces

    def get_client_claims(self, client):
        return {"iss": self.issuer, "aud": [client.get_client_id()]}

    def get_encode_header(self, client):
        return {"alg": "RS256", "kid": "tests"}

    def resolve_client_private_key(self, client):
        return KEYS

    def generate_user_info(self, user, scope):
        is_verified = not user.startswith("unverified")
        address = {"email": f"{user}@example.vn", "email_verified": is_verified}
        return UserInfo(sub=user, name=user, **address)


class Leaving(EndSessionEndpoint):
    """Signing out. Nothing is kept here between two sign-ins, so there is nothing to end."""

    def get_server_jwks(self):
        return KEYS

    def end_session(self, end_session_request):
        return None


class Asked(AskedOfServer):
    """A request in Authlib's words: what stands in the address and in the form."""

    def __init__(self, request, form):
        super().__init__(request.method, str(request.url), headers=request.headers)
        self.payload = BasicOAuth2Payload({**request.query_params, **form})

    @property
    def args(self):
        return self.payload.data

    form = args


class Server(AuthorizationServer):
    """Authlib's server for one client."""

    def __init__(self, issuer, app):
        super().__init__(SCOPES.split())
        self.client = Client(app)
        make = BearerTokenGenerator(lambda **_: secrets.token_urlsafe(32))
        self.register_token_generator("default", make)
        self.register_grant(CodeGrant, [Protected(), Identity(issuer)])
        self.register_endpoint(Leaving)

    def query_client(self, client_id):
        return self.client if client_id == self.client.client_id else None

    def save_token(self, token, request):
        """Nothing here is reached with a token."""

    def create_oauth2_request(self, request):
        return request

    def handle_response(self, status, body, headers):
        if isinstance(body, dict):
            return JSONResponse(body, status, headers=dict(headers))
        return Response(body, status, headers=dict(headers))

    def send_signal(self, name, *args, **kwargs):
        """Nobody listens."""


def provider(issuer, app):
    """The provider as an ASGI app."""
    server = Server(issuer, app)

    async def metadata(_request):
        return JSONResponse(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "end_session_endpoint": f"{issuer}/leave",
                "jwks_uri": f"{issuer}/keys",
                "scopes_supported": SCOPES.split(),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def keys(_request):
        return JSONResponse(KEYS.as_dict(private=False))

    async def authorize(request):
        form = await request.form()
        asked = Asked(request, form)
        try:
            grant = server.get_consent_grant(asked, form.get("login"))
        except OAuth2Error as error:
            return server.handle_error_response(asked, error)
        if request.method == "GET":
            return HTMLResponse(FORM)
        return server.create_authorization_response(asked, form["login"], grant)

    async def token(request):
        return server.create_token_response(Asked(request, await request.form()))

    async def leave(request):
        asked = Asked(request, await request.form())
        return server.create_endpoint_response("end_session", asked) or HTMLResponse("left")

    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", metadata),
            Route("/keys", keys),
            Route("/authorize", authorize, methods=["GET", "POST"]),
            Route("/token", token, methods=["POST"]),
            Route("/leave", leave, methods=["GET", "POST"]),
        ]
    )


if __name__ == "__main__":
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # this machine alone is reached
    port = int(sys.argv[1])
    app = provider(f"http://localhost:{port}", sys.argv[2])
    uvicorn.run(app, host="localhost", port=port, log_level="warning")
