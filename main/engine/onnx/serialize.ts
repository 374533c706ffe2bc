import type { Graph, Node } from './graph.ts';
import type { Attribute, Initializer, Value } from './ir.ts';
import { typeNumbers } from './ir.ts';
import { ops } from './ops/table.ts';
import { ProtobufWriter } from './protobuf.ts';
import { verify } from './verify.ts';

const irVersion = 8;
const opsets = { '': 17, 'com.microsoft': 1 };

/**
 * A graph as an ONNX model. External weights are named as they are in the graph, relative to the folder the session is given.
 * @throws AppError graph_invalid when the graph fails verification
 */
export function serialize(graph: Graph): { model: Uint8Array } {
  verify(graph);
  const model = new ProtobufWriter();
  model.int(1, irVersion);
  model.string(2, 'lmd-studio');
  model.message(7, (w) => writeGraph(w, graph));
  for (const [domain, version] of Object.entries(opsets)) {
    model.message(8, (w) => {
      w.string(1, domain);
      w.int(2, version);
    });
  }
  return { model: model.finish() };
}

/** GraphProto */
function writeGraph(w: ProtobufWriter, graph: Graph): void {
  for (const node of graph.nodes) w.message(1, (n) => writeNode(n, node));
  w.string(2, graph.name);
  for (const initializer of graph.initializers) w.message(5, (t) => writeTensor(t, initializer));
  for (const input of graph.inputs) w.message(11, (v) => writeValueInfo(v, input));
  for (const output of graph.outputs) w.message(12, (v) => writeValueInfo(v, output));
}

/** NodeProto */
function writeNode(w: ProtobufWriter, node: Node): void {
  for (const input of node.inputs) w.string(1, input?.name ?? '');
  for (const output of node.outputs) w.string(2, output.name);
  w.string(3, node.name);
  w.string(4, node.op);
  for (const [name, value] of Object.entries(node.attributes)) w.message(5, (a) => writeAttribute(a, name, value));
  w.string(7, ops[node.op].domain);
}

/** AttributeProto: the value, and its kind in field 20 */
function writeAttribute(w: ProtobufWriter, name: string, value: Attribute): void {
  w.string(1, name);
  if (typeof value === 'number') {
    w.int(3, value);
    w.int(20, 2);
  } else if (typeof value === 'string') {
    w.string(4, value);
    w.int(20, 3);
  } else if ('float' in value) {
    w.float(2, value.float);
    w.int(20, 1);
  } else {
    for (const n of value) w.int(8, n);
    w.int(20, 7);
  }
}

/** TensorProto */
function writeTensor(w: ProtobufWriter, { value, data }: Initializer): void {
  for (const size of value.shape) w.int(1, size);
  w.int(2, typeNumbers[value.dtype]);
  w.string(8, value.name);
  if (data.kind === 'inline') {
    w.bytes(9, data.bytes);
    return;
  }
  const entries = { location: data.file, offset: String(data.offset), length: String(data.length) };
  for (const [key, entry] of Object.entries(entries)) {
    w.message(13, (e) => {
      e.string(1, key);
      e.string(2, entry);
    });
  }
  w.int(14, 1); // data_location EXTERNAL
}

/** ValueInfoProto → TypeProto → its tensor type → TensorShapeProto */
function writeValueInfo(w: ProtobufWriter, { name, dtype, shape }: Value): void {
  w.string(1, name);
  w.message(2, (type) => {
    type.message(1, (tensor) => {
      tensor.int(1, typeNumbers[dtype]);
      tensor.message(2, (dims) => {
        for (const size of shape) dims.message(1, (dim) => dim.int(1, size));
      });
    });
  });
}
