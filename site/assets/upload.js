// Sends one file: its hash is told to the service, which says where to send it; then the file goes there, again where that broke.

import { askUpload } from "./api.js";

const PAUSES = [1000, 3000, 9000];
// Nothing has moved for so long: the connection is gone, though nobody said so.
const STALLED = 40_000;
const PASSING = ["network", "internal", "store-unavailable", "too-many-requests"];

/** Say whether this browser can send files here: hashes are worked out on pages only that come over a secure connection. */
export const canUpload = () => Boolean(globalThis.crypto?.subtle);

/** Work out a blob's SHA-256 in hexadecimal digits. */
export async function hashOf(blob) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Send a blob, described by `file` = { type, size, sha256 }. The answer is { ok: { upload, …file } } or { problem }; a connection
 * that breaks is tried again a few times before that is said. `onProgress(part)` is told how much has gone, from 0 to 1, and
 * -1 while it waits to try again; `signal` ends it.
 */
export async function send(root, blob, file, { onProgress, signal }) {
  for (let tries = 0; ; tries++) {
    const answer = await attempt(root, blob, file, { onProgress, signal });
    if (answer.ok || !PASSING.includes(answer.problem) || tries === PAUSES.length || signal.aborted) return answer;
    onProgress(-1);
    await pause(PAUSES[tries], signal);
  }
}

// A new place each time: the one of a broken attempt may have run out meanwhile.
async function attempt(root, blob, file, watch) {
  const place = await askUpload(root, file);
  if (watch.signal.aborted) return { problem: "network" };
  if (!place.ok) return { problem: place.problem ?? "file-refused" };
  const status = await post(place.ok, blob, watch);
  if (status >= 200 && status < 300) return { ok: { upload: place.ok.upload, ...file } };
  return { problem: { 0: "network", 413: "too-large", 429: "too-many-requests" }[status] ?? "internal" };
}

function post({ url, fields }, blob, { onProgress, signal }) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  // Last, as a presigned POST wants it; its own name stays on the device.
  form.append("file", blob, "file");
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const end = () => request.abort();
    let timer = setTimeout(end, STALLED);
    request.upload.onprogress = (event) => {
      clearTimeout(timer);
      timer = setTimeout(end, STALLED);
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onloadend = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done(request.status);
    };
    signal.addEventListener("abort", end);
    request.open("POST", new URL(url, document.baseURI));
    request.send(form);
  });
}

// Not longer than the device is without a connection.
function pause(milliseconds, signal) {
  return new Promise((done) => {
    setTimeout(done, milliseconds);
    window.addEventListener("online", done, { once: true });
    signal.addEventListener("abort", done, { once: true });
  });
}
