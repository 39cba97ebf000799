// An OpenID Connect provider for the tests: whoever types NAME is NAME@example.vn, any password.
// Usage: node provider.mjs PORT APP_ADDRESS; NAME "unverified..." has an unverified address.
import Provider from 'oidc-provider';

const [port, app] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'cds',
    client_secret: 'a secret of the tests alone',
    redirect_uris: [`${app}/oauth2callback`],
    post_logout_redirect_uris: [`${app}/oauth2callback`],
  }],
  claims: { email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: false, // Streamlit reads the address from the ID token
  cookies: { keys: ['of the tests alone'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      name: id,
      email: `${id}@example.vn`,
      email_verified: !id.startsWith('unverified'),
    }),
  }),
});
provider.listen(Number(port), 'localhost', () => console.log('listening'));
