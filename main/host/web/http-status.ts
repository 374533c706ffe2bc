import type { ErrorCode } from '../../../preload/contract/errors.ts';
import { assertNever } from '../../../preload/contract/errors.ts';

/** The HTTP status that goes with an error; the body says the rest. */
export function httpStatus(code: ErrorCode): 400 | 404 | 409 | 500 | 502 | 503 | 507 {
  switch (code) {
    case 'bad_request':
    case 'empty_prompt':
    case 'prompt_too_long':
    case 'bad_layout':
    case 'layout_unreadable':
    case 'capability_missing':
    case 'caption_too_long':
      return 400;
    case 'not_found':
    case 'checkpoint_missing':
    case 'llm_model_missing':
      return 404;
    case 'cancelled':
    case 'engine_busy':
      return 409;
    case 'llm_unreachable':
    case 'llm_timeout':
    case 'llm_interrupted':
    case 'llm_empty':
    case 'llm_unauthorized':
    case 'llm_refused':
    case 'hub_unreachable':
    case 'hub_unauthorized':
    case 'hub_refused':
    case 'download_corrupt':
      return 502;
    case 'llm_busy':
    case 'llm_out_of_memory':
    case 'provider_unavailable':
    case 'keychain_unavailable':
      return 503;
    case 'disk':
      return 507;
    case 'internal':
    case 'checkpoint_corrupt':
    case 'checkpoint_mismatch':
    case 'checkpoint_unsupported':
    case 'out_of_memory':
    case 'engine_crashed':
    case 'graph_invalid':
    case 'numeric':
      return 500;
    default:
      return assertNever(code);
  }
}
