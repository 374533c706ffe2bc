import { expect, test } from 'vitest';
import { fixText } from '../../../main/engine/text/fix-text.ts';

/** Expected results are ftfy's (6.1.1). */
test.each([
  ['Ã©tÃ© schÃ¶n', 'été schön'],
  ['donâ€™t', "don't"],
  ['ðŸ˜€', '😀'],
  ['20Â°C', '20°C'],
  ['Ð¿Ñ€Ð¸Ð²ÐµÑ‚', 'привет'],
  ['“curly” ‘quotes’', '"curly" \'quotes\''],
  ['ＦＵＬＬ　ｗｉｄｔｈ', 'FULL width'],
  ['&lt;b&gt; &amp;amp; &eacute; &#8217;', "<b> & é '"],
  ['ﬁne \u0007bell\u001b[31m', 'fine bell'],
  ['cafe\u0301', 'café'],
  ['a\r\nb\u2028c', 'a\nb\nc'],
])('%j becomes %j', (text, fixed) => {
  expect(fixText(text)).toBe(fixed);
});

test.each(['café”…', 'Strauß»', 'À “la” carte', '<b> &amp; text', 'naïve 猫', ''])('%j is left as it is', (text) => {
  expect(fixText(text).normalize('NFC')).toBe(text.replace(/[“”]/g, '"'));
});
