import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the user's pictures and history lie: LMD_DATA_DIR, or the place this system keeps such things in. */
export function defaultDataDir(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string {
  if (env.LMD_DATA_DIR) return resolve(env.LMD_DATA_DIR);
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'LMD Studio');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'LMD Studio');
  return join(env.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'lmd-studio');
}

/** Checkpoint folders named in LMD_CHECKPOINTS, separated as in PATH. */
export function checkpointFolders(env: Environment): string[] {
  return (env.LMD_CHECKPOINTS ?? '').split(delimiter).filter(Boolean);
}
