// How long an edit takes in a file of 10,000 lines with 500 notes in its margin, against the same file without notes, in a
// real extension host: npm run bench:notes
import { inWorkbench } from "./support/inWorkbench.mjs";

process.stdout.write(`${JSON.stringify(await inWorkbench("notes"), null, 2)}\n`);
