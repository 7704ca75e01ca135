import { enclosingSymbols } from "../symbols";
import type { ContextProvider } from "./contextProvider";

/** The first lines of the functions and types that the code stands in. */
export const enclosing: ContextProvider = {
  value: 100,
  find: async ({ document, range }, { add }) => {
    for (const item of await enclosingSymbols(document, range)) add(item);
  },
};
