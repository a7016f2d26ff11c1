// A filing's number and lookup code on their way from page to page: in this tab, for half an hour at most, and never where an
// address would show them to a server or keep them in the browser's history.

const NAME = "beian.filing";
const MINUTES = 30;

/** Give the next page { number, code } and whatever else JSON can hold; returns what to put behind the next page's address. */
export function handOver(filing) {
  const { number, code, action = "" } = filing;
  const kept = store();
  if (!kept) return `#${new URLSearchParams({ number, code, action })}`;
  kept.setItem(NAME, JSON.stringify({ ...filing, at: Date.now() }));
  return "";
}

/** Return what a page before this one gave, or null; `keep` leaves it there for a reload. */
export function handedOver({ keep = false } = {}) {
  const text = store()?.getItem(NAME);
  if (!keep) forget();
  if (!text) return null;
  const filing = JSON.parse(text);
  if (Date.now() - filing.at < MINUTES * 60_000) return filing;
  forget();
  return null;
}

/** Keep nothing. */
export function forget() {
  store()?.removeItem(NAME);
}

/** Take number and code from the address's fragment, where a receipt's QR code has them; null where there are none. */
export function fromFragment() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (!given.get("number")) return null;
  // At once, so that neither the address bar nor the history shows them to whoever sits here next.
  history.replaceState(history.state, "", location.pathname + location.search);
  return { number: given.get("number"), code: given.get("code") ?? "", action: given.get("action") ?? "" };
}

// Whoever forbids pages to keep anything has no such store; asking for it is an error.
function store() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
