// What somebody else has done with a filing since it was opened.

import { call } from "./desk.js";
import { moment, say } from "./form-words.js";

/** Say who did what and when since `file` was opened; nothing where that cannot be found out now. */
export async function movedWords({ number, history }) {
  const now = await call(`filings/${number}`);
  return now.ok ? now.ok.history.slice(history.length).map(words) : [];
}

function words({ event, at, officer, automatic }) {
  const who = officer?.name ?? say(automatic ? "desk-decide.moved.rule" : "desk-decide.moved.person");
  return `${moment(at)} · ${who}${say("colon")}${say(`desk-file.event.${event}`)}`;
}
