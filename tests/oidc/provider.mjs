// A real OpenID provider (certified) for tests and for trying sign-in out: everybody in USERS can sign in with their id and any password.
import { Provider } from "oidc-provider";

const port = Number(process.env.PORT ?? 9401);
const issuer = `http://127.0.0.1:${port}`;
const users = JSON.parse(process.env.USERS ?? "{}");
const redirects = JSON.parse(process.env.REDIRECTS ?? '["http://127.0.0.1:8000/v1/session/callback"]');
const flow = { redirect_uris: redirects, grant_types: ["authorization_code"], response_types: ["code"] };

const provider = new Provider(issuer, {
  clients: [
    { client_id: "beian", client_secret: "a-secret-of-the-tests-and-nothing-else", ...flow },
    { client_id: "beian-public", token_endpoint_auth_method: "none", ...flow },
  ],
  // Name and number stand in the ID token, as Beian reads them.
  claims: { openid: ["sub"], profile: ["name", "id_number", "id_kind"] },
  conformIdTokenClaims: false,
  findAccount: (context, id) => id in users && { accountId: id, claims: () => ({ sub: id, ...users[id] }) },
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
  cookies: { keys: ["for tests only"] },
});
provider.listen(port, "127.0.0.1", () => console.log(`ready ${issuer}`));
