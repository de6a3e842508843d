const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

/** A name that nobody used, by chance: 24 letters of five bits. Works where the page is not served over TLS, too. */
export function chanceName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return Array.from(bytes, (byte) => LETTERS[byte & 31]).join("");
}
