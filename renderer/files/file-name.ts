/** The first words of a sentence as the name of a file, without extension. */
export function fileName(sentence: string, otherwise: string): string {
  const words = sentence.toLowerCase().match(/[\p{L}\d]+/gu) ?? [otherwise];
  return words.slice(0, 6).join('-').slice(0, 60);
}
