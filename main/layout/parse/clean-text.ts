import { decodeHTMLStrict } from 'entities';
import { unescapeText } from './escapes.ts';
import { skipThoughts } from './thoughts.ts';
import type { Report } from './warnings.ts';

/** Zero-width characters, marks of direction and control characters. Joiners stay: emoji and scripts need them. */
const zeroWidth =
  /[\u0000-\u0008\u000B\u000E-\u001F\u007F\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;
const wideBlank = /[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g;

/** Makes every blank a plain one and drops what can not be seen. */
export function showInvisible(text: string, report: Report): string {
  const seen = text.replace(/\r\n?|[\f\u2028\u2029\u0085]/g, '\n').replace(/\t/g, ' ');
  const clean = seen.replace(zeroWidth, '').replace(wideBlank, ' ');
  if (clean !== seen) report.add('invisible');
  return clean;
}

/**
 * Takes the wrapping off an answer: thoughts, code fences, HTML, block quotes, markers of chat templates.
 * What remains is the text a model was asked for, in lines (llm-and-shell-facts C3.1).
 */
export function cleanText(text: string, report: Report): string {
  const plain = decodeHtml(unescapeWhole(text, report), report);
  return dropWrappers(skipThoughts(dropMarkers(plain, report), report), report);
}

const escapedBreak = /\\n[^a-z\n]{0,8}(?:objects|background|negative)/i;
const quotedWhole = /^"(?:objects? {0,3}[:：]|caption {0,3}[:：]|[[({])/i;

/** An answer copied out of a JSON string: one line, its line ends written as \n. */
function unescapeWhole(text: string, report: Report): string {
  const line = text.trim();
  const quoted = /^["']/.test(line) && line.endsWith(line.charAt(0));
  if (line.includes('\n') || !(escapedBreak.test(line) || (quoted && quotedWhole.test(line)))) return text;
  report.add('escaped_text');
  return unescapeText(quoted ? line.slice(1, -1) : line);
}

const inlineTag = /<\/?(?:code|span|b|strong|i|em)>/gi;
const blockTag = /<br ?\/?>|<\/?(?:p|pre|div|ul|ol|li)>/gi;

function decodeHtml(text: string, report: Report): string {
  const clean = decodeHTMLStrict(text.replace(inlineTag, '').replace(blockTag, '\n'));
  if (clean !== text) report.add('html_entities');
  return clean.includes('\u00A0') ? clean.replaceAll('\u00A0', ' ') : clean;
}

/** End-of-turn and role markers that raw completions let through, and tags some models put around an answer. */
const marker = /<\|[a-z_]{1,30}\|>|<\/?s>|<(?:start|end)_of_turn>|\[\/?INST\]|<\/?(?:answer|output|response|layout)>/gi;

function dropMarkers(text: string, report: Report): string {
  const clean = text.replace(marker, '\n\n');
  if (clean !== text) report.add('prose');
  return clean;
}

const fenceLine = /^(?:`{3,}|~{3,}) ?[\w+#.-]{0,20}$/;
const fenceStart = /^(?:`{3,}|~{3,})(?:\w{1,20} ?(?=[[({]))?/;
const fenceEnd = /(?:```|~~~)$/;
const quoteMark = /^ {0,3}(?:> ?){1,5}/;

/** A fence on its own line leaves a blank line: it ends what stood before it. */
function dropWrappers(text: string, report: Report): string {
  const lines = text.split('\n').map((line) => {
    const open = line.replace(quoteMark, '');
    if (open !== line) report.add('markdown');
    if (!open.includes('```') && !open.includes('~~~')) return open;
    const trimmed = open.trim();
    const bare = fenceLine.test(trimmed) ? '' : trimmed.replace(fenceStart, '').replace(fenceEnd, '');
    if (bare !== trimmed) report.add('code_fence');
    return bare;
  });
  return lines.join('\n');
}
