// Shows the questions that the answers so far bring, and hides the others: in the form, and where a filing is corrected.

import { refresh } from "./form-fields.js";
import { renewLetter } from "./form-letter.js";
import { showPapers } from "./form-papers.js";
import { renewWanted } from "./form-wanted.js";
import { renewWho } from "./form-who.js";

/** Ask what is to be asked now; `term` is what the place's table says of the type of filing, once that is known. */
export function renewQuestions(term) {
  renewWho();
  if (term) {
    renewLetter(term);
    renewWanted(term);
  }
  refresh();
  showPapers();
}
