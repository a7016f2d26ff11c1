// One thing at a time, kept on this device only: sealed (AES-GCM) under a key that no script can read, in IndexedDB.
// The key guards what lies in the profile's files against a casual reader; whoever uses the same browser as the same user
// can open this page and have it opened. Every function here rejects where the browser refuses.

const DATABASE = "beian";
const ROOM = "kept";
const PATIENCE = 5000;
let opened = null;
let key = null;

/** Whether this browser can seal and keep at all: not without a secure connection. */
export const able = () => isSecureContext && Boolean(globalThis.indexedDB && crypto.subtle);

/** Seal a value that JSON can hold and put it in the place of what was kept; `at` in milliseconds stands beside it in the clear. */
export async function put(name, value, at) {
  key ??= await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(cipher(name, iv, at), key, new TextEncoder().encode(JSON.stringify(value)));
  // The key lies with what it opens: there is never one without the other.
  await done((await room("readwrite")).put({ at, iv, key, sealed }, name));
}

/** Return { at, value }, or null where nothing is kept; `value` is null where it does not open. */
export async function take(name) {
  const record = await done((await room("readonly")).get(name));
  if (!record) return null;
  const value = await unseal(name, record).catch(() => null);
  if (value) key = record.key;
  return { at: record.at, value };
}

async function unseal(name, record) {
  const plain = await crypto.subtle.decrypt(cipher(name, record.iv, record.at), record.key, record.sealed);
  return JSON.parse(new TextDecoder().decode(plain));
}

/** Remove everything that is kept, and the key with it. */
export async function wipe() {
  key = null;
  await done((await room("readwrite")).clear());
}

// The time is sealed in as well: it cannot be moved without being noticed.
const cipher = (name, iv, at) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${name} ${at}`) });

async function room(mode) {
  opened ??= open();
  try {
    return (await opened).transaction(ROOM, mode).objectStore(ROOM);
  } catch (error) {
    opened = null;
    throw error;
  }
}

async function open() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(ROOM);
  const database = await done(request);
  database.onversionchange = () => database.close();
  return database;
}

function done(request) {
  return new Promise((resolve, reject) => {
    // Browsers are known that never answer; nobody waits for them.
    setTimeout(() => reject(new Error("no answer")), PATIENCE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}
