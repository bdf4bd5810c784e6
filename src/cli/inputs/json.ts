export { parseJson } from "../../files/parse-json.ts";
