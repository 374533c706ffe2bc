const vowelSound = /^(?:[aeiou]|hour(?!g)|honest|heir|honou?r)/i;
const consonantSound = /^(?:uni(?!n)|use|usual|util|uk|ufo|eu|ewe|one|once|ouija)/i;

/** Puts the indefinite article before a phrase that has none: "orange cat" → "an orange cat". */
export const withArticle = (phrase: string): string =>
  `${vowelSound.test(phrase) && !consonantSound.test(phrase) ? 'an' : 'a'} ${phrase}`;
