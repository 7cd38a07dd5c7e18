export { neutralise } from "../../src-shared/format/neutralise.ts";
