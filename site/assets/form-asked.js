// What the form's address asks for, as a place's page or the decision helper makes it:
// ?place=3210&type=referred&treated=11&admission=yes. What is not valid is ignored, what was answered already is kept.

import { answer, setAnswer } from "./form-fields.js";

const asked = new URLSearchParams(location.search);

/** Choose the type; return the insured place, if there is such a place. */
export async function askedFor(places) {
  if (asked.get("type")) setAnswer("/type", asked.get("type"));
  return asked.get("place") ? find(places, "place", (place) => place.insures) : undefined;
}

/** Once the insured place's table is there: choose the place of treatment if it may be named, and whether one is in hospital. */
export async function fillAsked(places, allowed, choose) {
  if (["yes", "no", "discharged"].includes(asked.get("admission")) && !answer("ask-admission")) setAnswer("ask-admission", asked.get("admission"));
  if (!asked.get("treated") || answer("/treatments/0/place")) return;
  const known = await find(places, "treated", allowed);
  if (known && !answer("/treatments/0/place")) choose(known);
}

async function find(places, name, fits) {
  const all = await places().catch(() => []);
  return all.find((place) => place.code === asked.get(name) && fits(place));
}
