// Writes the product's prompts as JSON lines, with marks where one question differs from the next: the texts that the
// embedded model is trained on (see nano/train/product.py). usage: npm run nano:prompts -- FILE
import { writeFileSync } from "node:fs";
import path from "node:path";
import { promptLines } from "./evaluation/promptLines";

const text = `${promptLines.join("\n")}\n`;
const [target] = process.argv.slice(2);
if (target === undefined) process.stdout.write(text);
else writeFileSync(path.resolve(target), text);
