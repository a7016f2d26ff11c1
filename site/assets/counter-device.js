// What a counter's device keeps: its key for good, who sits at it until the window is closed. Nothing of any person who files.

const KEY = "beian.counter";
const STAFF = "beian.counter.staff";
const DESK = "beian.counter.desk";
const CLERKS = ["counter", "hospital-office", "telephone"];

export const counterKey = () => localStorage.getItem(KEY);
export const staff = () => sessionStorage.getItem(STAFF) ?? "";

/** Whether a clerk who has signed in at the desk files here, until the window is closed. */
export const atDesk = () => sessionStorage.getItem(DESK) !== null;

/** Say whether a clerk sits at a counter of this channel. */
export const hasClerk = (channel) => CLERKS.includes(channel);

/** Make this device the counter's, or, with null, nobody's any more. */
export function keepKey(key) {
  if (key) return localStorage.setItem(KEY, key);
  localStorage.removeItem(KEY);
  sessionStorage.removeItem(STAFF);
}

/** Remember who sits at the counter. */
export function keepStaff(name) {
  sessionStorage.setItem(STAFF, name);
}

/** Let the clerk who has signed in file here. */
export function keepDesk() {
  sessionStorage.setItem(DESK, "");
}
