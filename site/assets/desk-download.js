// Saves what a function of the desk gives as a file. A link would leave the page where the answer is a refusal.

import { call } from "./desk.js";

/** Fetch and save a file, `path` below /v1/desk/: { ok: name }, or { findings } or { problem } as `call` has them. */
export async function download(path) {
  const found = await call(path, { file: true });
  if (!found.ok) return found;
  const { name, blob } = found.ok;
  const address = URL.createObjectURL(blob);
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return { ok: name };
}
