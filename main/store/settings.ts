import type { Db } from './db.ts';

/** Names of the settings that are kept on the main side. */
export type SettingName = 'openai.url' | 'models.added';

export function readSetting(db: Db, name: SettingName): string | null {
  const select = db.prepare<[string], string>('SELECT value FROM settings WHERE name = ?').pluck();
  return select.get(name) ?? null;
}

/** Null takes the setting away. */
export function writeSetting(db: Db, name: SettingName, value: string | null): void {
  if (value === null) db.prepare('DELETE FROM settings WHERE name = ?').run(name);
  else db.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)').run(name, value);
}
