import { ProviderChain } from '../../main/engine/runtime/providers.ts';
import { SessionCache, type SessionRequest } from '../../main/engine/runtime/session-cache.ts';
import type { Session } from '../../main/engine/runtime/session.ts';
import { processorSeconds } from './measure.ts';

/** Sessions on one thread of the processor that count what they run, by the first word of their keys: "denoise", "guide", "decode", "text". */
export class CountedSessions extends SessionCache {
  #runs = new Map<string, number>();
  /** Processor seconds of compiling and opening. */
  #opening = 0;

  constructor() {
    super(new ProviderChain(['cpu'], () => Promise.resolve({ fusedAttention: true })), { budget: 2 ** 33, threads: 1 });
  }

  override async open(request: SessionRequest): Promise<Session> {
    const start = processorSeconds();
    const session = await super.open(request);
    this.#opening += processorSeconds() - start;
    const name = request.key.split(' ')[0] ?? '';
    return {
      ...session,
      run: (feeds) => {
        this.#runs.set(name, (this.#runs.get(name) ?? 0) + 1);
        return session.run(feeds);
      },
    };
  }

  /** What was run and opened since the last call. */
  take(): { readonly runs: ReadonlyMap<string, number>; readonly opening: number } {
    const taken = { runs: this.#runs, opening: this.#opening };
    this.#runs = new Map();
    this.#opening = 0;
    return taken;
  }
}
