import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { goldenRoot } from '../../helpers/golden.ts';
import { processorSessions } from '../../helpers/sessions.ts';
import { expectGoldenRun } from './expect-golden-run.ts';
import { asked } from './golden-replay.ts';

const names = readdirSync(join(goldenRoot, 'runs'))
  .flatMap((file) => /^(.+)\.json(\.gz)?$/.exec(file)?.[1] ?? [])
  .filter((name) => asked[name.split('-')[0] ?? ''] !== undefined);

const sessions = processorSessions();
afterAll(() => sessions.releaseAll());

test.each(names)('%s equals the Python implementation step by step', { timeout: 300_000 }, (name) =>
  expectGoldenRun(name, sessions),
);
