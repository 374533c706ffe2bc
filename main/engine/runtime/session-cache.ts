import { fileState } from '../checkpoint/state.ts';
import type { Graph } from '../onnx/builder.ts';
import type { ProviderChain } from './providers.ts';
import type { Session } from './session.ts';
import { openSession, weightBytes } from './session.ts';
import { rootWeights } from './weights-root.ts';

export interface SessionRequest {
  /** Equal keys build equal graphs. */
  key: string;
  /** Checkpoint folder that the graph's external weights are named from. */
  folder: string;
  build: () => Graph;
}

interface Kept {
  readonly session: Session;
  /** Weight files with size and time of change: another file is another session. */
  readonly weights: ReadonlyMap<string, string>;
}

/**
 * Sessions that are kept for the next step and the next job. Ask for a session before each run: opening another one may have
 * released it to stay within the budget.
 */
export class SessionCache {
  #chain: ProviderChain;
  #budget: number;
  #threads: number | undefined;
  /** Least recently used first. */
  #kept = new Map<string, Kept>();

  /** @param options.budget bytes of weights that may be kept at the same time */
  constructor(chain: ProviderChain, { budget, threads }: { budget: number; threads?: number | undefined }) {
    this.#chain = chain;
    this.#budget = budget;
    this.#threads = threads;
  }

  /** Whether the session is open with the weights as they are now on disk. */
  has({ key, folder }: Pick<SessionRequest, 'key' | 'folder'>): boolean {
    const kept = this.#kept.get(idOf(key, folder));
    return kept !== undefined && unchanged(kept);
  }

  /** @throws AppError as openSession and ProviderChain.open */
  async open({ key, folder, build }: SessionRequest): Promise<Session> {
    const id = idOf(key, folder);
    const found = this.#kept.get(id);
    if (found !== undefined) {
      this.#kept.delete(id);
      if (unchanged(found)) {
        this.#kept.set(id, found);
        return found.session;
      }
      await found.session.release();
    }
    const graph = build();
    await this.#makeRoom(weightBytes(graph));
    const weights = new Map(rootWeights(graph, folder).files.map((file) => [file, fileState(file)]));
    const session = await this.#chain.open((provider, { fusedAttention }) =>
      openSession(graph, { folder, provider, fusedAttention, threads: this.#threads }),
    );
    this.#kept.set(id, { session, weights });
    return session;
  }

  async #makeRoom(bytes: number): Promise<void> {
    for (const [id, { session }] of this.#kept) {
      const held = [...this.#kept.values()].reduce((sum, kept) => sum + kept.session.bytes, 0);
      if (held + bytes <= this.#budget) return;
      this.#kept.delete(id);
      await session.release();
    }
  }

  /** Releases every session: gives all their memory back. */
  async releaseAll(): Promise<void> {
    const sessions = [...this.#kept.values()];
    this.#kept.clear();
    for (const { session } of sessions) await session.release();
  }
}

const idOf = (key: string, folder: string): string => JSON.stringify([folder, key]);

const unchanged = ({ weights }: Kept): boolean => [...weights].every(([file, state]) => fileState(file) === state);
