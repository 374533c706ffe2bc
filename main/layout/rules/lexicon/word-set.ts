/** The words of a text, as a set: lists stay readable as prose. */
export const wordSet = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));
