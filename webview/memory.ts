import * as z from "zod/mini";

const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const shape = z.union([
  z.extend(box, { kind: z.enum(["crop", "cover"]) }),
  z.object({ kind: z.literal("mark"), x: z.number(), y: z.number() }),
]);
/** What was drawn on the picture of a chip and not taken over yet. */
const sketch = z.object({ chipId: z.string(), shapes: z.array(shape), budget: z.number() });
/** How far a conversation is scrolled, in pixels; absent while the reader is at its end. */
const reading = z.object({ conversationId: z.string(), top: z.number() });
const memory = z.object({ sketch: z.optional(sketch), reading: z.optional(reading) });

type Kept = z.infer<typeof memory>;
export type Sketch = z.infer<typeof sketch>;

interface Store {
  getState(): unknown;
  setState(state: unknown): void;
}

/** What only the page knows and the host needs not; it outlives the page, which goes whenever the view is hidden. */
export class Memory {
  readonly #store: Store;
  #kept: Kept;

  constructor(store: Store) {
    this.#store = store;
    const known = memory.safeParse(store.getState());
    this.#kept = known.success ? known.data : {};
  }

  get kept(): Kept {
    return this.#kept;
  }

  keep(change: { readonly [key in keyof Kept]: Kept[key] | undefined }): void {
    const { sketch: drawn, reading: read } = { ...this.#kept, ...change };
    this.#kept = { ...(drawn && { sketch: drawn }), ...(read && { reading: read }) };
    this.#store.setState(this.#kept);
  }
}
