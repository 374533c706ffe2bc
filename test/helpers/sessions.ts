import { ProviderChain, type ProviderName, type ProviderTraits } from '../../main/engine/runtime/providers.ts';
import { SessionCache } from '../../main/engine/runtime/session-cache.ts';

/** Sessions on one execution provider, whatever else the machine has. */
export const sessionsOn = (provider: ProviderName, traits: ProviderTraits): SessionCache =>
  new SessionCache(new ProviderChain([provider], () => Promise.resolve(traits)), { budget: 2 ** 32 });

export const processorSessions = (): SessionCache => sessionsOn('cpu', { fusedAttention: true });
