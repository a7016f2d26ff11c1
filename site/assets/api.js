// Everything that is asked of a server: a place's form or table, a filing handed in, looked up or amended. Nothing here throws:
// an answer is { ok: … }, { findings: […] } or { problem: code }, where `network` says that no answer came,
// and `slow` that none came within half a minute.

import { heed, today } from "./china.js";

// By which id the last request stands in the operator's log, where it failed on their side.
let failed = null;
const PATIENCE = 30_000;
// A file is put together before its first byte comes; who waits so long in vain hears of the connection.
const PATIENCE_FOR_FILES = 300_000;

/** Load what the form needs to know of a place today. */
export const getForm = (root, code) => getDated(`${root}forms`, code);

/** Load a notice or a letter as it stands now, in all languages. */
export const getText = (root, id) => ask(`${root}letters/${id}.json`, { cache: "no-store" });

/** Load the decision helper's table of a ruler today. */
export const getTable = (root, ruler) => getDated(`${root}rules`, ruler);

// A file names in `until` the day on which the next one takes its place: a site that was built before that day has both.
async function getDated(folder, code, name = code) {
  const answer = await ask(`${folder}/${name}.json`, {});
  const until = answer.ok?.until;
  return until && until <= today() ? getDated(folder, code, `${code}.${until}`) : answer;
}

/** Ask which counter a token belongs to; without one, whether a clerk has signed in at the desk. */
export const getCounter = (root, token) => ask(`${root}v1/counter`, { headers: bearing(token) });

const bearing = (token) => (token ? { Authorization: `Bearer ${token}` } : {});

/** Hand in a filing, from a counter with its token; the same key with the same body may be sent again and gives the same receipt. */
export async function submitFiling(root, body, key, token) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key, ...bearing(token) };
  return ask(`${root}v1/filings`, { method: "POST", headers, body });
}

/** Ask for a place to send a file to; `file` is { type, size, sha256 }. */
export async function askUpload(root, file) {
  return ask(`${root}v1/uploads`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(file) });
}

/** Have an address of the status page drawn as a QR code: { size, path }. */
export async function drawQr(root, text) {
  return ask(`${root}v1/qr`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text }) });
}

/** Ask where a filing stands; the lookup code is optional. */
export async function lookUp(root, number, code) {
  return ask(`${root}v1/filings/${encodeURIComponent(number)}`, { headers: code ? { "Lookup-Code": code } : {} });
}

/**
 * Do something about a filing, from a counter with its token; `event` is as schemas/api/amendment.json has it. The same key with the same event is done once.
 */
export async function amendFiling(root, { number, code }, event, key, token) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key, "Lookup-Code": code, ...bearing(token) };
  const body = JSON.stringify(event);
  return ask(`${root}v1/filings/${encodeURIComponent(number)}/events`, { method: "POST", headers, body });
}

/** Ask whether people can sign in here, and who is signed in. */
export const getSession = (root) => ask(`${root}v1/session`, {});

/** Sign out. */
export const endSession = (root) => ask(`${root}v1/session/end`, json({}));

/** Ask for the filings of whoever is signed in. */
export const getMine = (root) => ask(`${root}v1/mine`, {});

/** Ask what a new filing of whoever is signed in would overlap with. */
export const getOverlaps = (root, wanted) => ask(`${root}v1/mine/overlaps`, json(wanted));

const json = (body) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Make a new Idempotency-Key, a UUID of version 4; also where the page does not come over a secure connection. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Ask an address and return its answer as everything here does; with `file` that of something to save, { ok: { name, blob } }. */
export async function ask(address, { file = false, ...options }) {
  failed = null;
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), file ? PATIENCE_FOR_FILES : PATIENCE);
  try {
    // Asked for anew each time: an old answer would bring an old table, and tell an old time.
    const answer = await fetch(address, { cache: "no-cache", ...options, signal: waiting.signal, credentials: "same-origin" });
    heed(answer);
    if (answer.status >= 500) failed = answer.headers.get("X-Request-Id");
    if (file && answer.ok) return { ok: { name: nameOf(answer), blob: await answer.blob() } };
    const body = await answer.json().catch(() => null);
    if (answer.ok && (body || answer.status === 204)) return { ok: body ?? {} };
    return body?.code === "findings" ? { findings: body.findings } : { problem: body?.code || byStatus(answer.status) };
  } catch {
    return { problem: waiting.signal.aborted && !file ? "slow" : "network" };
  } finally {
    clearTimeout(timer);
  }
}

/** Return by which id the operator finds the last request, null where nothing failed on their side. */
export const failedRequest = () => failed;

const nameOf = (answer) => answer.headers.get("Content-Disposition")?.match(/filename="([^"]+)"/)?.[1] ?? "";

function byStatus(status) {
  return { 404: "not-found", 413: "too-large", 429: "too-many-requests", 503: "store-unavailable" }[status] || "internal";
}
