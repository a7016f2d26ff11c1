// Filing numbers such as 3210-7K3Q-9FXM-E: four digits of the place, eight characters, and the check character of ISO 7064's
// hybrid system over Crockford's 32 characters. The same algorithm is in functions/filings/numbers.py.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LOOK_ALIKES = { O: "0", I: "1", L: "1" };

/** Read what people type: small and full-width letters, spaces, hyphens and look-alikes are forgiven. */
export function normalise(text) {
  return text.normalize("NFKC").toUpperCase().replace(/[\s\-‐-―−]/g, "").replace(/[OIL]/g, (letter) => LOOK_ALIKES[letter]);
}

/** Say whether the last character is the check character of those before it. */
export function checks(plain) {
  const base = ALPHABET.length;
  let check = base / 2;
  for (const character of plain) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return false;
    check = (((check || base) * 2) % (base + 1) + value) % base;
  }
  return check === 1;
}

/** Return a typed filing number as it is shown, or null where it is none. */
export function parseNumber(text) {
  const plain = normalise(text);
  if (!/^[0-9]{4}[0-9A-Z]{9}$/.test(plain) || !checks(plain)) return null;
  return [plain.slice(0, 4), plain.slice(4, 8), plain.slice(8, 12), plain.slice(12)].join("-");
}

/** Return a typed lookup code as it is shown, or null where it is none. */
export function parseCode(text) {
  const plain = normalise(text);
  const known = [...plain].every((character) => ALPHABET.includes(character));
  return plain.length === 8 && known ? `${plain.slice(0, 4)}-${plain.slice(4)}` : null;
}
