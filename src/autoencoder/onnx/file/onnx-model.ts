import { inOrder } from "../graph/gradient.ts";
import type { Axis, Numbers, Value } from "../graph/value.ts";
import type { NamedGraph, Precision } from "../program.ts";
import { ATTRIBUTE_INT, DOUBLE, FLOAT, INT64, ModelProto } from "./onnx-schema.ts";

/** The operator set that is used, and the version of the file format that belongs to it. */
const OPSET = 18;
const IR_VERSION = 8;

/**
 * A graph as the bytes of an ONNX file (operator set 18). The same graph gives the same bytes. Equal operations on equal values
 * are computed once.
 * @param precision the precision of the inputs and the outputs
 * @param inner the precision of the constants and of the values between inputs and outputs
 */
export function onnxModel(graph: NamedGraph, precision: Precision, inner: Precision = precision): Uint8Array {
  const elemType = precision === "float32" ? FLOAT : DOUBLE;
  const { description, descriptions = {} } = graph;
  const described = (name: string, { shape }: Value): object => ({
    name,
    type: { tensorType: { elemType, shape: { dim: shape.map(dimension) } } },
    ...(descriptions[name] !== undefined && { docString: descriptions[name] }),
  });
  const outputs = Object.entries(graph.outputs);
  const { node, initializer } = nodesOf(outputs, { precision, inner });
  const model = {
    irVersion: IR_VERSION,
    producerName: "scorebook",
    ...(description !== undefined && { docString: description }),
    opsetImport: [{ version: OPSET }],
    graph: {
      name: "scorebook",
      node,
      initializer,
      input: graph.inputs.map((value) => described(value.name ?? "", value)),
      output: outputs.map(([name, value]) => described(name, value)),
    },
  };
  return ModelProto.encode(ModelProto.fromObject(model)).finish();
}

function dimension(axis: Axis): object {
  return typeof axis === "number" ? { dimValue: axis } : { dimParam: axis };
}

/** The nodes in an order in which they can be computed, and the constants. */
function nodesOf(
  outputs: readonly (readonly [name: string, value: Value])[],
  { precision, inner }: { readonly precision: Precision; readonly inner: Precision },
): { node: object[]; initializer: object[] } {
  const node: object[] = [];
  const initializer: object[] = [];
  const names = new Map<Value, string>();
  const casts = precision !== inner;
  const outputNames = new Map(casts ? [] : outputs.map(([name, value]) => [value, name]));
  /** The names of values by their operations, so that nothing is computed twice. */
  const known = new Map<string, string>();
  const once = (key: string, make: (name: string) => void, preferred?: string): string => {
    const name = known.get(key) ?? preferred ?? `v${known.size}`;
    if (!known.has(key)) make(name);
    known.set(key, name);
    return name;
  };
  const list = (numbers: readonly number[]): string =>
    once(`list ${numbers}`, (name) => initializer.push(tensor(name, wholeNumbers(numbers), [numbers.length], INT64)));
  for (const value of inOrder(outputs.map(([, value]) => value))) {
    const { operator, inputs, name, numbers } = value;
    if (name !== undefined) {
      if (casts) node.push(cast(name, `${name}_${inner}`, inner));
      names.set(value, casts ? `${name}_${inner}` : name);
    } else if (numbers) {
      const key = numbers.data.length === 1 ? `constant [${numbers.shape}] ${numbers.data[0]}` : `array ${known.size}`;
      const [bytes, type] = floatingPoint(numbers, inner);
      names.set(
        value,
        once(key, (own) => initializer.push(tensor(own, bytes, numbers.shape, type))),
      );
    } else {
      const { type, attributes = {}, lists = [], arity = inputs.length } = operator;
      const input = [...inputs.slice(0, arity).map((one) => names.get(one) as string), ...lists.map(list)];
      const attribute = Object.entries(attributes).map(([key, i]) => ({ name: key, i, type: ATTRIBUTE_INT }));
      names.set(
        value,
        once(
          `${type} ${JSON.stringify(attributes)} ${input}`,
          (own) => node.push({ input, output: [own], name: own, opType: type, attribute }),
          outputNames.get(value),
        ),
      );
    }
  }
  for (const [name, value] of outputs) {
    if (casts) node.push(cast(names.get(value) as string, name, precision));
    else if (names.get(value) !== name)
      node.push({ input: [names.get(value)], output: [name], name, opType: "Identity" });
  }
  return { node, initializer };
}

/** Adds a node that converts the value `name` to the precision `to` under another name. */
function cast(name: string, output: string, to: Precision): object {
  const attribute = [{ name: "to", i: to === "float32" ? FLOAT : DOUBLE, type: ATTRIBUTE_INT }];
  return { input: [name], output: [output], name: output, opType: "Cast", attribute };
}

function tensor(name: string, rawData: Uint8Array, dims: readonly number[], dataType: number): object {
  return { name, dims, dataType, rawData };
}

/** Little-endian, as ONNX requires. */
function floatingPoint({ data }: Numbers, precision: Precision): [bytes: Uint8Array, type: number] {
  const [width, type] = precision === "float32" ? [4, FLOAT] : [8, DOUBLE];
  const view = new DataView(new ArrayBuffer(width * data.length));
  data.forEach((number, i) => {
    if (width === 4) view.setFloat32(4 * i, number, true);
    else view.setFloat64(8 * i, number, true);
  });
  return [new Uint8Array(view.buffer), type];
}

function wholeNumbers(numbers: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  numbers.forEach((number, i) => {
    view.setBigInt64(8 * i, BigInt(number), true);
  });
  return new Uint8Array(view.buffer);
}
