// Does the code search find the file that draws a screen? Measured on the label sets of screens.json, whose front ends
// come from npm packages that ship their sources, and on a workspace of 5,000 files.
import { findCode, type CodeFiles, type CodeSearchResult } from "../src/codeSearch/findCode";
import { groupBy } from "../src/codeSearch/groupBy";
import { filesOf, largeWorkspace, readScreens, type Screen } from "./support/frontEnds";

async function search(
  texts: readonly string[],
  files: CodeFiles,
): Promise<CodeSearchResult & { readonly ms: number; readonly cpuMs: number }> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const result = await findCode(texts, files, { signal: new AbortController().signal });
  const { user, system } = process.cpuUsage(cpu);
  return { ...result, ms: performance.now() - started, cpuMs: (user + system) / 1000 };
}

const { frontEnds, screens } = readScreens();
const say = (line: string): unknown => process.stdout.write(`${line}\n`);
const percent = (count: number, of: number): string => `${((100 * count) / of).toFixed(0)} %`;

interface Ranks {
  readonly title: string;
  readonly ranks: readonly number[];
}

async function measure(): Promise<void> {
  const groups: Ranks[] = [];
  for (const [id, frontEnd] of Object.entries(frontEnds)) {
    const files = filesOf(frontEnd);
    const own = screens.filter(({ frontEnd: name }) => name === id);
    say(`${id} (${frontEnd.framework}), ${String(files.paths.length)} files`);
    for (const [isControl, same] of groupBy(own, (screen) => screen.isControl)) {
      const title = frontEnd.isRendered ? (isControl ? "controls" : "rendered") : "read in the components";
      groups.push(await ranksOf(`${title}, main part`, same, files));
      if (!frontEnd.isRendered) continue;
      const windows = same.map((screen) => ({ ...screen, texts: [...screen.around, ...screen.texts] }));
      groups.push(await ranksOf(`${title}, whole window`, windows, files));
    }
  }
  for (const [title, same] of groupBy(groups, (group) => group.title)) {
    say(`${title}: ${shareOf(same.flatMap(({ ranks }) => ranks))}`);
  }
}

async function ranksOf(title: string, list: readonly Screen[], files: CodeFiles): Promise<Ranks> {
  say(` ${title}`);
  const ranks: number[] = [];
  for (const screen of list) ranks.push(await rankOf(screen, files));
  say(`  ${shareOf(ranks)}`);
  return { title, ranks };
}

function shareOf(ranks: readonly number[]): string {
  const within = (places: number): string => {
    const count = ranks.filter((rank) => rank > 0 && rank <= places).length;
    return `${String(count)} (${percent(count, ranks.length)})`;
  };
  return `of ${String(ranks.length)} first ${within(1)}, in the first three ${within(3)}`;
}

async function rankOf({ file, texts }: Screen, files: CodeFiles): Promise<number> {
  const result = await search(texts, files);
  const rank = result.files.findIndex((found) => found.path === file) + 1;
  say(`  ${rank === 0 ? "not found" : `rank ${String(rank)}`}  ${String(Math.round(result.ms))} ms  ${file}`);
  if (rank !== 1 || process.env["VERBOSE"] !== undefined) {
    for (const found of result.files.slice(0, Math.max(4, rank))) {
      const names = found.matches.map(
        ({ textIndex, score }) => `${texts[textIndex] ?? ""} ${score.toFixed(2)}`,
      );
      say(`      ${found.score.toFixed(2)} ${found.path}: ${names.join(" | ").slice(0, 400)}`);
    }
  }
  return rank;
}

async function measureSpeed(): Promise<void> {
  const { files, texts } = largeWorkspace(5000);
  for (let round = 0; round < 4; round += 1) {
    const { ms, cpuMs } = await search(texts, files);
    // Of a processor, which another program does not lengthen.
    const processor = `${String(Math.round(cpuMs))} ms of a processor`;
    say(`5,000 files, ${String(texts.length)} texts: ${String(Math.round(ms))} ms, ${processor}`);
  }
}

void measure().then(measureSpeed); // the process ends when it does
