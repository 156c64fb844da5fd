/**
 * What a person wrote (a reason), as part of a sentence of ours: between quotes, and without quotes of its own, so that
 * whoever shows the sentence can tell whose words they are. On one line.
 */
export const quoteUserText = (words: string): string =>
  `“${words.replace(/[\t\n\r\u2028\u2029]+/g, ' ').replace(/[“”„‟]/g, '"')}”`;
