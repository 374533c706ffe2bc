import type { Status } from '../../preload/contract/api.ts';
import type {
  AttentionMaps,
  AttentionRequest,
  CheckpointInfo,
  EngineEvent,
  GenerateRequest,
  GenerateResult,
  MethodInfo,
  ProviderStatus,
} from '../../preload/contract/engine.ts';

/** What the app needs of the engine; the engine's client has this shape. */
export interface Engine {
  readonly state: Status['engine']['state'];
  /**
   * Draws one picture. An aborted signal ends it after its current step.
   * @throws AppError cancelled, engine_crashed, out_of_memory, or what the method refuses
   */
  generate(
    request: GenerateRequest,
    options: { signal: AbortSignal; onEvent: (event: EngineEvent) => void },
  ): Promise<GenerateResult>;
  /**
   * Where the model looks for each box in a finished picture. It does not go beside `generate`: one of both at a time.
   * @throws AppError engine_busy, capability_missing, or as `generate`
   */
  attend(request: AttentionRequest, options?: { signal?: AbortSignal }): Promise<AttentionMaps>;
  inspect(checkpoint: string): Promise<CheckpointInfo>;
  methods(): Promise<MethodInfo[]>;
  providers(): Promise<ProviderStatus[]>;
  /** Stops the process at once; what runs in it fails. The next call starts a new one. */
  kill(): void;
  /** Ends the process for good. */
  dispose(): void | Promise<void>;
}
