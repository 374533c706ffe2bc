import type { ProviderStatus } from '../../../preload/contract/engine.ts';
import { AppError } from '../../../preload/contract/errors.ts';

export const providerNames = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'] as const;
export type ProviderName = (typeof providerNames)[number];

/** What was found out about a provider. */
export interface ProviderTraits {
  /** Whether it computes com.microsoft MultiHeadAttention as it should; else attention is written out. */
  readonly fusedAttention: boolean;
}

/** Fastest first. The processor is always last and always there. */
export function platformProviders(platform: NodeJS.Platform): ProviderName[] {
  if (platform === 'win32') return ['cuda', 'dml', 'webgpu', 'cpu'];
  if (platform === 'darwin') return ['coreml', 'webgpu', 'cpu'];
  return ['cuda', 'webgpu', 'cpu'];
}

/**
 * Reads a list as in LMD_PROVIDERS="webgpu,cpu".
 * @throws AppError provider_unavailable when a name is unknown
 */
export function parseProviders(list: string): ProviderName[] {
  return list.split(',').map((part) => {
    const name = providerNames.find((known) => known === part.trim());
    if (name !== undefined) return name;
    throw new AppError(
      'provider_unavailable',
      `"${part.trim()}" is no execution provider. Known: ${providerNames.join(', ')}.`,
    );
  });
}

/**
 * The execution providers of this machine in order of preference. ONNX Runtime does not fall back by itself: naming a provider
 * that is not there throws. So each is tried, and why it failed is remembered for as long as the process lives.
 */
export class ProviderChain {
  #order: readonly ProviderName[];
  #probe: (provider: ProviderName) => Promise<ProviderTraits>;
  #outcomes = new Map<ProviderName, AppError | ProviderTraits>();

  /** @param probe throws when the provider can not run a small graph */
  constructor(order: readonly ProviderName[], probe: (provider: ProviderName) => Promise<ProviderTraits>) {
    this.#order = order;
    this.#probe = probe;
  }

  /**
   * Opens something on the first provider that can. One that fails is not asked again, and the next takes its place.
   * @throws AppError what the last provider said; checkpoint errors at once, for they are no provider's fault
   */
  async open<T>(open: (provider: ProviderName, traits: ProviderTraits) => Promise<T>): Promise<T> {
    let failure: AppError | null = null;
    for (const provider of this.#order) {
      const outcome = await this.#check(provider);
      if (outcome instanceof AppError) {
        failure = outcome;
        continue;
      }
      try {
        return await open(provider, outcome);
      } catch (error) {
        failure = AppError.from(error);
        if (failure.code.startsWith('checkpoint_') || provider === this.#order.at(-1)) throw failure;
        this.#outcomes.set(provider, failure);
      }
    }
    throw new AppError('provider_unavailable', 'No execution provider can be used on this machine. Nothing was lost.', {
      detail: (await this.statuses()).map(({ name, reason }) => `${name}: ${reason ?? 'usable'}`).join('\n'),
      cause: failure,
    });
  }

  async statuses(): Promise<ProviderStatus[]> {
    const statuses: ProviderStatus[] = [];
    for (const name of this.#order) {
      const outcome = await this.#check(name);
      const reason = outcome instanceof AppError ? outcome.message : null;
      statuses.push({ name, usable: reason === null, reason });
    }
    return statuses;
  }

  async #check(provider: ProviderName): Promise<AppError | ProviderTraits> {
    const known = this.#outcomes.get(provider);
    if (known !== undefined) return known;
    const outcome = await this.#probe(provider).catch((error: unknown) => AppError.from(error));
    this.#outcomes.set(provider, outcome);
    return outcome;
  }
}
