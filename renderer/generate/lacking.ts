import type { Capability, MethodInfo } from '../../preload/contract/engine.ts';
import { useSettings, useSystem } from '../app/studio.ts';
import { strings } from '../strings.ts';

/** Why a method can not run on a model of these capabilities; null if it can, or if they are not known yet. */
export function lacking(method: MethodInfo, capabilities: readonly Capability[] | null): string | null {
  const missing = capabilities === null ? undefined : method.needs.find((need) => !capabilities.includes(need));
  return missing === undefined ? null : strings.method.unavailable(strings.method.needs[missing]);
}

/** What the chosen model can do; null while it is not known. */
export function useCapabilities(): readonly Capability[] | null {
  const chosen = useSettings((state) => state.model);
  return useSystem((state) => state.models.find((model) => model.id === chosen)?.info?.capabilities ?? null);
}
