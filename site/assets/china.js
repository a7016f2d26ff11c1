// The time and the day by which rules begin and end: the service's clock, and China's day (UTC+8), wherever the reader is.

const AHEAD = 8 * 60 * 60 * 1000;
// By how many milliseconds the service's clock is before this device's; until it has answered, the device is believed.
let skew = 0;

/** Take the time from an answer of the service: a device's clock may be wrong by days. */
export function heed(answer) {
  const said = Date.parse(answer.headers.get("Date"));
  // An answer that lay somewhere on its way says for how many seconds.
  if (!Number.isNaN(said)) skew = said + Number(answer.headers.get("Age") ?? 0) * 1000 - Date.now();
}

/** Now, by the service's clock. */
export const now = () => new Date(Date.now() + skew);

/** Today in China, as 2027-03-01. */
export const today = () => new Date(now().getTime() + AHEAD).toISOString().slice(0, 10);
