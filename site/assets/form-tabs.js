// Only one tab at a time has the form in hand; another may take it over. Browsers without Web Locks cannot tell:
// there the tab that typed last is the one that is kept. And what one tab remembers for itself until it is closed.

const NAME = "beian-form";
// A page that is just being left gives its lock back a moment later.
const GRACE = 600;
let release = null;

/** Take the form in hand; false where another tab has it. `onLost` is called once another tab takes it over. */
export function claim(onLost) {
  const waiting = new AbortController();
  setTimeout(() => waiting.abort(), GRACE);
  return ask({ signal: waiting.signal }, onLost);
}

/** Take the form in hand, whoever has it. */
export function takeOver(onLost) {
  return ask({ steal: true }, onLost);
}

/** Leave the form to others. */
export function leave() {
  release?.();
  release = null;
}

async function ask(options, onLost) {
  if (!navigator.locks || release) return true;
  return new Promise((resolve) => {
    let own = null;
    const held = navigator.locks.request(NAME, options, () => new Promise((done) => {
      own = release = done;
      resolve(true);
    }));
    held.catch(() => {
      if (!own) return resolve(false);
      if (release === own) release = null;
      onLost();
    });
  });
}

window.addEventListener("pagehide", leave);

/** Remember something in this tab; where the browser refuses, it is not there later. */
export function remember(name, value) {
  try {
    sessionStorage.setItem(`${NAME}-${name}`, JSON.stringify(value));
  } catch {
    // Callers do without it.
  }
}

/** Return what this tab remembers under a name, else null. */
export function recall(name) {
  try {
    return JSON.parse(sessionStorage.getItem(`${NAME}-${name}`));
  } catch {
    return null;
  }
}
