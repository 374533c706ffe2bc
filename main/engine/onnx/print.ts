import { elementCount } from '../tensor.ts';
import { decodeNumbers } from './constants.ts';
import type { Graph } from './graph.ts';
import type { Attribute, Initializer, Value } from './ir.ts';

/** Constants with more numbers than this are described, not listed. */
const listed = 8;

/**
 * A graph as text, one line for each value:
 *
 *     graph scale
 *     input x: float32[2]
 *     const w: float32[2] = [1, 2]
 *     Mul: float32[2] = Mul(x, w)
 *     output Mul
 */
export function print(graph: Graph): string {
  return [
    `graph ${graph.name}`,
    ...graph.inputs.map((value) => `input ${typed(value)}`),
    ...graph.initializers.map(initializerLine),
    ...graph.nodes.map((node) => {
      const inputs = node.inputs.map((value) => value?.name ?? '-');
      const attributes = Object.entries(node.attributes).map(([name, value]) => `${name}=${attributeText(value)}`);
      return `${node.outputs.map(typed).join(', ')} = ${node.op}(${[...inputs, ...attributes].join(', ')})`;
    }),
    ...graph.outputs.map((value) => `output ${value.name}`),
  ].join('\n');
}

const typed = ({ name, dtype, shape }: Value): string => `${name}: ${dtype}[${shape.join(', ')}]`;

function initializerLine({ value, data }: Initializer): string {
  if (data.kind === 'external') return `weight ${typed(value)} in ${data.file} at ${data.offset}`;
  const numbers = elementCount(value.shape) <= listed ? decodeNumbers(data, value.dtype) : undefined;
  return `const ${typed(value)} = ${numbers === undefined ? `${data.bytes.length} bytes` : `[${numbers.join(', ')}]`}`;
}

function attributeText(value: Attribute): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value;
  return 'float' in value ? String(value.float) : `[${value.join(', ')}]`;
}
