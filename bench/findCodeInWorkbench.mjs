// How long the code search takes in a real workbench with 5,000 files, against the same search with Node's own files.
//   npm run bench:findCodeInWorkbench -- [--json]
import { inWorkbench } from "./support/inWorkbench.mjs";

const rounds = await inWorkbench("findCode");
if (process.argv.includes("--json")) process.stdout.write(`${JSON.stringify(rounds, null, 2)}\n`);
else {
  console.table(
    rounds.map(({ workbench, node }) => ({
      files: workbench.searched,
      "list ms": workbench.listMs,
      "all ms": workbench.ms,
      "processor ms": workbench.cpuMs,
      "with Node's files ms": node.ms,
      ratio: Number((workbench.ms / node.ms).toFixed(2)),
    })),
  );
}
