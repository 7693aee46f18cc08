import { basicAuthorization, loginOf, type CredentialSecret } from './credential-secret.ts';

/** `text` without the secret, in every form in which a server that repeats what it received could send it back. */
export function withoutSecret(text: string, secret: CredentialSecret, accessToken?: string): string {
  const { login, password } = loginOf(secret);
  const forms = [basicAuthorization(login, password).slice('Basic '.length), password, encodeURIComponent(password), accessToken ?? ''];
  return forms.filter((form) => form !== '').reduce((clean, form) => clean.replaceAll(form, '***'), text);
}
