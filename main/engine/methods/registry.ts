import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import type { MethodInfo } from '../../../preload/contract/engine.ts';
import { attendAndExcite } from './attend-and-excite.ts';
import { backwardGuidance } from './backward-guidance.ts';
import { boxdiff } from './boxdiff.ts';
import { gligen } from './gligen.ts';
import { lmdPlus } from './lmd-plus.ts';
import { lmd } from './lmd.ts';
import type { Method } from './method.ts';
import { multidiffusion } from './multidiffusion.ts';
import { sd } from './sd.ts';

/** In the order they are offered. */
const methods: readonly Method[] = [
  lmdPlus,
  lmd,
  gligen,
  backwardGuidance,
  boxdiff,
  multidiffusion,
  attendAndExcite,
  sd,
];

/** @throws AppError bad_request for an unknown id */
export function findMethod(id: string): Method {
  const method = methods.find((m) => m.id === id);
  if (method !== undefined) return method;
  const known = methods.map((m) => m.id).join(', ');
  throw new AppError('bad_request', `There is no method “${id}”. Nothing was drawn; choose one of ${known}.`);
}

/**
 * A method's options with its defaults filled in.
 * @throws AppError bad_request naming the option that does not fit
 */
export function parseOptions<O extends z.ZodType>(method: Method<O>, options: unknown): z.infer<O> {
  const parsed = method.options.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'bad_request',
    `An option does not fit the method ${method.title}. Nothing was drawn; correct it.`,
    {
      detail: z.prettifyError(parsed.error),
      cause: parsed.error,
    },
  );
}

/** The methods as the UI and the CLI see them. */
export function methodInfos(): MethodInfo[] {
  return methods.map(({ id, title, summary, needs, options, presets = [] }) => ({
    id,
    title,
    summary,
    needs: [...needs],
    presets: presets.map((preset) => ({ ...preset })),
    options: z.toJSONSchema(options, { io: 'input' }),
  }));
}
