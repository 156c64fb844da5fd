/**
 * What a person wrote (a reason), as part of a sentence of ours: between quotes, and without quotes of its own, so that
 * whoever shows the sentence can tell whose words they are. On one line. The same in every language.
 */
export const theirWords = (text: string): string =>
  `“${text.replace(/[\t\n\r\u2028\u2029]+/g, ' ').replace(/[“”„‟]/g, '"')}”`;
