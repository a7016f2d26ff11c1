// Hands something in that names files: they are waited for, and those that the service has no longer are sent again.

import { fileAt, filesSettled } from "./form-papers.js";

/** Call `handIn()`, which answers { ok }, { findings } or { problem }, when all files are there; { wrong } where one is not. */
export async function withFiles(handIn) {
  const wrong = await filesSettled();
  if (wrong.length) return { wrong };
  const result = await handIn();
  const missing = (result.findings ?? []).filter(({ rule }) => rule === "file-missing");
  const files = missing.map(({ pointer }) => fileAt(pointer)).filter(Boolean);
  if (!files.length) return result;
  files.forEach((file) => file.again());
  const still = await filesSettled();
  return still.length ? { wrong: still } : handIn();
}
