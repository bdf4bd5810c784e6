import protobuf from "protobufjs/light.js";

/** A message of ONNX: its fields as "type name = number", as onnx.proto has them; "*" stands for repeated. */
const messages: Readonly<Record<string, readonly string[]>> = {
  ModelProto: [
    "int64 irVersion = 1",
    "string producerName = 2",
    "string producerVersion = 3",
    "string docString = 6",
    "GraphProto graph = 7",
    "OperatorSetIdProto* opsetImport = 8",
    "StringStringEntryProto* metadataProps = 14",
  ],
  OperatorSetIdProto: ["string domain = 1", "int64 version = 2"],
  StringStringEntryProto: ["string key = 1", "string value = 2"],
  GraphProto: [
    "NodeProto* node = 1",
    "string name = 2",
    "TensorProto* initializer = 5",
    "string docString = 10",
    "ValueInfoProto* input = 11",
    "ValueInfoProto* output = 12",
  ],
  NodeProto: [
    "string* input = 1",
    "string* output = 2",
    "string name = 3",
    "string opType = 4",
    "AttributeProto* attribute = 5",
  ],
  AttributeProto: ["string name = 1", "int64 i = 3", "int32 type = 20"],
  TensorProto: ["int64* dims = 1", "int32 dataType = 2", "string name = 8", "bytes rawData = 9"],
  ValueInfoProto: ["string name = 1", "TypeProto type = 2", "string docString = 3"],
  TypeProto: ["TensorTypeProto tensorType = 1"],
  TensorTypeProto: ["int32 elemType = 1", "TensorShapeProto shape = 2"],
  TensorShapeProto: ["DimensionProto* dim = 1"],
  DimensionProto: ["int64 dimValue = 1", "string dimParam = 2"],
};

/** Numbers of onnx.proto's enumerations. */
export const FLOAT: number = 1;
export const INT64: number = 7;
export const DOUBLE: number = 11;
export const ATTRIBUTE_INT: number = 2;

/**
 * The part of onnx.proto that our files use, for protobufjs to write and read. In the original, which has many more fields,
 * TensorTypeProto and DimensionProto are named TypeProto.Tensor and TensorShapeProto.Dimension: names are not in the file.
 */
export const ModelProto: protobuf.Type = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(messages).map(([name, lines]) => [
      name,
      // As in onnx.proto, a field that was set is written even if it is 0.
      { edition: "proto2", fields: Object.fromEntries(lines.map(field)) },
    ]),
  ),
}).lookupType("ModelProto");

function field(line: string): [name: string, field: protobuf.IField] {
  const [type, name, , id] = line.split(" ");
  const repeated = type.endsWith("*");
  return [name, { type: repeated ? type.slice(0, -1) : type, id: Number(id), ...(repeated && { rule: "repeated" }) }];
}
