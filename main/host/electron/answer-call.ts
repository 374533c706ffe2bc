import type { ApiInput, ApiName } from '../../../preload/contract/api.ts';
import type { Reply } from '../../../preload/contract/bridge.ts';
import { AppError } from '../../../preload/contract/errors.ts';
import type { App } from '../../studio.ts';
import { isOurPage } from './page.ts';

/** Answers one call of a window. `senderUrl` is the address of the frame that asks: only our page is heard. */
export async function answerCall(
  app: App,
  senderUrl: string | undefined,
  name: unknown,
  input: unknown,
): Promise<Reply> {
  try {
    if (!isOurPage(senderUrl)) {
      throw new AppError('bad_request', 'Only the window of LMD Studio may ask this. Nothing was changed.');
    }
    // Name and input are checked by the app; here they are only what came in.
    return { ok: true, value: await app.call(String(name) as ApiName, input as ApiInput<ApiName>) };
  } catch (error) {
    return { ok: false, error: AppError.from(error).toData() };
  }
}
