// All that the page uses of Vega. Its interpreter reads expressions without `eval`.
export { parse, View } from "vega";
export { expressionInterpreter } from "vega-interpreter";
export { compile } from "vega-lite";
