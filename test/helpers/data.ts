import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Text of a gzipped file in test/data. */
export const dataText = (name: string): string =>
  gunzipSync(readFileSync(join(import.meta.dirname, '../data', `${name}.gz`))).toString('utf8');
