import * as z from "zod/mini";
import { noteKinds } from "../protocol/note";

/** One note as the model writes it under the schema of src/prompt/notes.ts. */
export const quotedNote = z.object({ quote: z.string(), kind: z.enum(noteKinds), text: z.string() });

/** A commit message as the model writes it under the schema of src/prompt/commitMessage.ts. */
export const commitReply = z.object({ subject: z.string(), body: z.string() });
