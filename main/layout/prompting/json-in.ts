/** The first JSON object in a text; one that breaks off is closed after its last complete part. Undefined when there is none. */
export function jsonIn(text: string): unknown {
  const start = text.indexOf('{');
  if (start < 0) return undefined;
  const closers: string[] = [];
  /** Ends of complete parts, with what closes everything that is open there. */
  let complete: { end: number; rest: string } | null = null;
  for (let at = start; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '"') {
      const end = endOfString(text, at);
      if (end === null) break;
      at = end;
    } else if (sign === '{' || sign === '[') {
      closers.push(sign === '{' ? '}' : ']');
    } else if (sign === '}' || sign === ']') {
      if (closers.pop() !== sign) break;
      complete = { end: at + 1, rest: closers.toReversed().join('') };
      if (closers.length === 0) break;
    }
  }
  return complete === null ? undefined : parse(text.slice(start, complete.end) + complete.rest);
}

function endOfString(text: string, start: number): number | null {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return null;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
