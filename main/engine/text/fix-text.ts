import { decodeHTML } from 'entities';

/** Rounds of cleaning; more are only needed by text that was escaped over and over. */
const maxRounds = 8;

/** windows-1252 characters of the bytes 0x80–0x9f; the five undefined bytes stand for themselves. */
const windows1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * UTF-8 read as windows-1252, as it can hardly be meant: Â or Ã before a continuation byte, â before two, ð before three; other lead bytes only
 * in a row of three characters or more, since they also occur in honest text ("Spaß»", "café”…").
 */
const tail = `[${windows1252}\\xa0-\\xbf]`;
const mojibake = new RegExp(
  `(?:[ÂÃ]${tail}|â${tail}{2}|ð${tail}{3})+|(?:[Â-ß]${tail}|[à-ï]${tail}{2}|ð${tail}{3}){3,}`,
  'g',
);

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

const byteOf = (character: string): number => {
  const index = windows1252.indexOf(character);
  return index >= 0 ? 0x80 + index : character.charCodeAt(0);
};

function decodeMojibake(run: string): string {
  try {
    return strictUtf8.decode(Uint8Array.from(run, byteOf));
  } catch {
    return run; // not UTF-8 after all
  }
}

const ligatures: Readonly<Record<string, string>> = {
  Ĳ: 'IJ',
  ĳ: 'ij',
  ŉ: 'ʼn',
  Ǳ: 'DZ',
  ǲ: 'Dz',
  ǳ: 'dz',
  Ǆ: 'DŽ',
  ǅ: 'Dž',
  ǆ: 'dž',
  Ǉ: 'LJ',
  ǈ: 'Lj',
  ǉ: 'lj',
  Ǌ: 'NJ',
  ǋ: 'Nj',
  ǌ: 'nj',
  ﬀ: 'ff',
  ﬁ: 'fi',
  ﬂ: 'fl',
  ﬃ: 'ffi',
  ﬄ: 'ffl',
  ﬅ: 'ſt',
  ﬆ: 'st',
};

const ansiEscape = new RegExp('\\x1b\\[[\\d;]*[a-zA-Z]', 'g');
const controls = new RegExp('[\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f\\u206a-\\u206f\\ufeff\\ufff9-\\ufffc]', 'g');

function fixOnce(text: string, entities: boolean): string {
  return (entities ? text.replace(/&#?[0-9A-Za-z]{1,24};/g, (entity) => decodeHTML(entity)) : text)
    .replace(mojibake, decodeMojibake)
    .replace(/[\x80-\x9f]/g, (c) => windows1252[c.charCodeAt(0) - 0x80] ?? c)
    .replace(/[ĲĳŉǱ-ǳǄ-ǌﬀ-ﬆ]/g, (c) => ligatures[c] ?? c)
    .replace(/[\u3000\uff01-\uffef]/g, (c) => c.normalize('NFKC'))
    .replace(/[\u02bc\u2018-\u201b]/g, "'")
    .replace(/[\u201c-\u201f]/g, '"')
    .replace(/\r\n?|[\u2028\u2029\x85]/g, '\n')
    .replace(ansiEscape, '')
    .replace(controls, '')
    .toWellFormed()
    .normalize('NFC');
}

/**
 * Cleans text the way CLIP's tokenizer does before splitting it: character entities (unless the text holds a `<`), mojibake, ligatures, fullwidth
 * forms, curly quotes, line ends, control characters, NFC. After Speer, "ftfy" (Zenodo, 2019), with a narrower test for mojibake.
 */
export function fixText(text: string): string {
  if (/^[\x20-\x25\x27-\x7e]*$/.test(text)) return text; // plain ASCII without `&`
  const entities = !text.includes('<');
  let fixed = text;
  for (let round = 0; round < maxRounds; round++) {
    const next = fixOnce(fixed, entities);
    if (next === fixed) break;
    fixed = next;
  }
  return fixed;
}
