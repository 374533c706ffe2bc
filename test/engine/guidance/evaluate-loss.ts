import { tmpdir } from 'node:os';
import { gradients } from '../../../main/engine/autodiff/gradient.ts';
import type { GuidanceLoss } from '../../../main/engine/guidance/loss.ts';
import { Builder } from '../../../main/engine/onnx/builder.ts';
import { openSession, type Session } from '../../../main/engine/runtime/session.ts';
import type { Tensor } from '../../../main/engine/tensor.ts';

export interface LossValue {
  loss: number;
  /** Layer → d loss / d map. */
  gradients: ReadonlyMap<string, Tensor>;
}

/** A loss compiled with the attention maps as inputs. */
export async function openLoss(loss: GuidanceLoss, maps: ReadonlyMap<string, Tensor>): Promise<Session> {
  const builder = new Builder('loss');
  const inputs = new Map([...maps].map(([key, { dims }]) => [key, builder.input(key, 'float32', dims)]));
  const value = loss.build(builder, inputs);
  const keys = [...new Set(loss.layers)];
  const wrt = keys.map((key) => {
    const input = inputs.get(key);
    if (input === undefined) throw new Error(`no map ${key}`);
    return input;
  });
  gradients(builder, value, wrt).forEach((gradient, i) => builder.output(`gradient_${keys[i] ?? ''}`, gradient));
  builder.output('loss', value);
  return openSession(builder.finish(), { folder: tmpdir(), provider: 'cpu', threads: 1 });
}

export async function runLoss(
  session: Session,
  loss: GuidanceLoss,
  maps: ReadonlyMap<string, Tensor>,
): Promise<LossValue> {
  const outputs = await session.run({ ...loss.feeds, ...Object.fromEntries(maps) });
  const found = [...maps.keys()].flatMap((key) => {
    const gradient = outputs[`gradient_${key}`];
    return gradient === undefined ? [] : ([[key, gradient]] as const);
  });
  return { loss: outputs['loss']?.data[0] ?? NaN, gradients: new Map(found) };
}

export async function evaluateLoss(loss: GuidanceLoss, maps: ReadonlyMap<string, Tensor>): Promise<LossValue> {
  const session = await openLoss(loss, maps);
  try {
    return await runLoss(session, loss, maps);
  } finally {
    await session.release();
  }
}
