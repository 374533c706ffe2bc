/** Where keys of servers are kept: the environment, the system's keychain. A key never leaves the main process but to its server. */
export interface KeyStore {
  /** The key for the server at this address, or null. */
  read(server: string): Promise<string | null>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Keys in LMD_OPENAI_KEY, or in OPENAI_API_KEY as other programs have it. */
export const environmentKeys = (env: Environment): KeyStore => ({
  read: () => Promise.resolve(env['LMD_OPENAI_KEY']?.trim() || env['OPENAI_API_KEY']?.trim() || null),
});

/** Asks the stores one after the other. */
export const firstOf = (...stores: readonly KeyStore[]): KeyStore => ({
  async read(server) {
    for (const store of stores) {
      const key = await store.read(server);
      if (key !== null) return key;
    }
    return null;
  },
});
