// The day by which rules begin and end: China's (UTC+8), wherever the reader is.

const AHEAD = 8 * 60 * 60 * 1000;

/** Today in China, as 2027-03-01. */
export const today = () => new Date(Date.now() + AHEAD).toISOString().slice(0, 10);
