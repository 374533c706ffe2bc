import { ProviderChain } from '../../main/engine/runtime/providers.ts';
import { SessionCache } from '../../main/engine/runtime/session-cache.ts';

/** Sessions on the processor, whatever the machine has. */
export const processorSessions = (): SessionCache =>
  new SessionCache(new ProviderChain(['cpu'], () => Promise.resolve({ fusedAttention: true })), { budget: 2 ** 32 });
