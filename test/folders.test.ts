import { delimiter, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointFolders, defaultDataDir } from '../main/folders.ts';

describe('defaultDataDir', () => {
  it.each([
    ['linux', {}, join('/home/me', '.local', 'share', 'lmd-studio')],
    ['linux', { XDG_DATA_HOME: '/data' }, join('/data', 'lmd-studio')],
    ['darwin', {}, join('/home/me', 'Library', 'Application Support', 'LMD Studio')],
    ['win32', { APPDATA: 'C:/Roaming' }, join('C:/Roaming', 'LMD Studio')],
    ['win32', {}, join('/home/me', 'AppData', 'Roaming', 'LMD Studio')],
    ['linux', { LMD_DATA_DIR: 'here', XDG_DATA_HOME: '/data' }, resolve('here')],
  ] as const)('on %s with %j', (platform, env, expected) => {
    expect(defaultDataDir(env, platform, '/home/me')).toBe(expected);
  });
});

describe('checkpointFolders', () => {
  it('splits as PATH does', () => {
    expect(checkpointFolders({ LMD_CHECKPOINTS: ['/a', '', '/b'].join(delimiter) })).toEqual(['/a', '/b']);
    expect(checkpointFolders({})).toEqual([]);
  });
});
