const units = [
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
].flatMap((line) => line.split(' '));
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const scales = ['', ' thousand', ' million', ' billion', ' trillion', ' quadrillion'];

/** 0–999 in words: "one hundred and twenty-one". */
function belowThousand(n: number): string {
  if (n < 20) return units[n] ?? '';
  if (n < 100) return [tens[Math.floor(n / 10)], ...(n % 10 ? [units[n % 10]] : [])].join('-');
  const hundreds = `${units[Math.floor(n / 100)]} hundred`;
  return n % 100 ? `${hundreds} and ${belowThousand(n % 100)}` : hundreds;
}

/** A whole number from 0 up to 10^15 in British words: 1234 is "one thousand, two hundred and thirty-four". */
export function numberWords(n: number): string {
  if (n < 1000) return belowThousand(n);
  const groups: string[] = [];
  for (let rest = Math.floor(n / 1000), scale = 1; rest > 0; rest = Math.floor(rest / 1000), scale++)
    if (rest % 1000) groups.unshift(`${belowThousand(rest % 1000)}${scales[scale] ?? ''}`);
  const last = n % 1000;
  const head = groups.join(', ');
  if (last === 0) return head;
  return last < 100 ? `${head} and ${belowThousand(last)}` : `${head}, ${belowThousand(last)}`;
}

/** The number a word or numeral names, 2–99; undefined for anything else. */
export function numberNamed(word: string): number | undefined {
  const lower = word.toLowerCase();
  if (/^[1-9]\d?$/.test(lower)) return Number(lower) >= 2 ? Number(lower) : undefined;
  for (let n = 2; n < 100; n++) if (belowThousand(n) === lower) return n;
  return undefined;
}
