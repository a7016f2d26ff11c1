// A real OpenID provider (certified) for tests and for trying sign-in out: everybody in USERS can sign in with their id and any password.
import { Provider } from "oidc-provider";

const port = Number(process.env.PORT ?? 9401);
const issuer = `http://127.0.0.1:${port}`;
const users = JSON.parse(process.env.USERS ?? "{}");
const redirects = JSON.parse(process.env.REDIRECTS ?? '["http://127.0.0.1:8000/v1/session/callback", "http://127.0.0.1:8000/v1/desk/session/callback"]');
// What machines are: their claims by client id. Their tokens, and nobody else's, are made for AUDIENCE.
const machines = JSON.parse(process.env.MACHINES ?? "{}");
const audience = process.env.AUDIENCE ?? "https://beian.example/desk";
const flow = { redirect_uris: redirects, grant_types: ["authorization_code"], response_types: ["code"] };

const provider = new Provider(issuer, {
  clients: [
    { client_id: "beian", client_secret: "a-secret-of-the-tests-and-nothing-else", ...flow },
    { client_id: "beian-public", token_endpoint_auth_method: "none", ...flow },
    ...Object.keys(machines).map((client_id) => ({
      client_id, client_secret: "a-secret-of-the-tests-and-nothing-else", redirect_uris: [], response_types: [], grant_types: ["client_credentials"],
    })),
  ],
  // Name and number, of officers roles and places, stand in the ID token, as Beian reads them.
  claims: { openid: ["sub"], profile: ["name", "id_number", "id_kind", "roles", "org"] },
  conformIdTokenClaims: false,
  findAccount: (context, id) => id in users && { accountId: id, claims: () => ({ sub: id, ...users[id] }) },
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      getResourceServerInfo: (context, resource) => ({
        scope: "desk", audience: resource === audience ? audience : resource, accessTokenTTL: 600, accessTokenFormat: "jwt",
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
  extraTokenClaims: (context, token) => machines[token.clientId],
  pkce: { required: () => true },
  cookies: { keys: ["for tests only"] },
});
provider.listen(port, "127.0.0.1", () => console.log(`ready ${issuer}`));
