import { describe, expect, it } from 'vitest';
import { runProgram } from '../helpers/lmd.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('npm start', () => {
  it('serves the window on a local address, and ends when it is told to', async () => {
    const pages: Promise<string>[] = [];
    const { code, stdout } = await runProgram('scripts/start.mjs', ['--no-open', '--data-dir', temporaryFolder()], {
      onOutput: (child, text) => {
        const url = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(text)?.[0];
        if (url === undefined || pages.length > 0) return;
        pages.push(page(url).finally(() => child.kill('SIGTERM')));
      },
    });
    expect(await pages[0]).toMatch(/<div id="root">|<script/);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Ctrl-C ends it/);
  });

  it('shows its options', async () => {
    const { code, stdout } = await runProgram('scripts/start.mjs', ['--help']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/--port <number>/)]);
  });
});

/** The page behind the address with the key, fetched as a browser does. */
async function page(url: string): Promise<string> {
  const entry = await fetch(url, { redirect: 'manual' });
  const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? '';
  const response = await fetch(new URL('/', url), { headers: { cookie } });
  return response.text();
}
