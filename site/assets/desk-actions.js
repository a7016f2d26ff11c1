// Why an officer cannot do something with a filing, in words.

import { moment, say } from "./form-words.js";

/** Put the rule of a verdict (schemas/api/desk-file.json, `actions`) into words, with the figures of its sentence. */
export const actionWords = (rule, params = {}) => say(`desk-action.${rule}`, params.from ? { ...params, from: moment(params.from) } : params);
