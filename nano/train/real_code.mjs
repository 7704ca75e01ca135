// Short functions of permissively licensed packages, with facts that their syntax tells: JSON lines for real_code.py.
//   node real_code.mjs FOLDER... > real_code.jsonl   (folders of packages, or of sources)
// Nothing of it is kept in this repository: it is read from node_modules when the model is trained.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const allowed = /^(MIT|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD|BlueOak-1\.0\.0)$/;
const longest = { lines: 22, characters: 700 };

function isAllowed(folder) {
  try {
    return allowed.test(JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")).license);
  } catch {
    return true; // a folder of sources, not a package
  }
}

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules") yield* sources(file);
    else if (/(?<!\.min|\.d)\.(js|mjs|cjs|ts)$/.test(entry.name) && statSync(file).size < 100_000) yield file;
  }
}

/** The facts of a function, or undefined where its syntax says too little. */
function factsOf(node, source, language) {
  const name = node.name?.getText(source);
  const text = dedented(node.getText(source), source, node);
  if (!name || !/^[A-Za-z_$][\w$]{1,28}$/.test(name) || name === "constructor" || !node.body) return undefined;
  if (!/^[\n\t -~]*$/.test(text) || text.includes("```") || text.includes("\n\n")) return undefined;
  const lines = text.split("\n").length;
  if (lines < 2 || lines > longest.lines || text.length > longest.characters) return undefined;
  const params = node.parameters.map((one) => one.name);
  if (params.length > 4 || params.some((one) => !ts.isIdentifier(one))) return undefined;
  const seen = { calls: [], loops: [], returns: [], throws: 0 };
  visit(node.body, source, seen);
  const summary = summaryOf(seen);
  const returns = returnsOf(seen);
  if (!summary || !returns) return undefined;
  const isAsync = (node.modifiers ?? []).some((one) => one.kind === ts.SyntaxKind.AsyncKeyword);
  return { lang: language, code: text, name, params: params.map((one) => one.text), summary, returns, is_async: isAsync };
}

function dedented(text, source, node) {
  const { character } = source.getLineAndCharacterOfPosition(node.getStart(source));
  const lines = text.replaceAll("\r", "");
  return character === 0 ? lines : lines.replaceAll(new RegExp(`\n[ \\t]{1,${String(character)}}`, "g"), "\n");
}

function visit(node, source, seen) {
  if (ts.isFunctionLike(node)) return; // what is inside of it happens at another time
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) seen.loops.push(node.expression.getText(source));
  else if (ts.isCallExpression(node)) {
    const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.getText(source);
    if (/^[\w$]{2,28}$/.test(callee) && !seen.calls.includes(callee)) seen.calls.push(callee);
  } else if (ts.isReturnStatement(node)) seen.returns.push(node.expression);
  else if (ts.isThrowStatement(node)) seen.throws += 1;
  ts.forEachChild(node, (child) => visit(child, source, seen));
}

const quoted = (names) => {
  const all = names.map((name) => `\`${name}\``);
  return all.length === 1 ? all[0] : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
};

function summaryOf({ calls, loops, throws }) {
  const loop = loops.find((text) => /^[\w$.]{1,28}$/.test(text));
  const called = calls.slice(0, 3);
  if (loop && called.length > 0) return `It loops over \`${loop}\` and calls ${quoted(called)}.`;
  if (loop) return `It loops over \`${loop}\`.`;
  if (called.length > 0) return `It calls ${quoted(called)}${throws > 0 ? ", or throws an error" : ""}.`;
  return undefined;
}

function returnsOf({ returns }) {
  const given = returns.filter((one) => one !== undefined);
  if (given.length === 0) return "It returns nothing.";
  const texts = [...new Set(given.map(valueOf))];
  if (texts.includes(undefined) || texts.length > 2) return undefined;
  return `It returns ${texts.join(" or ")}.`;
}

function valueOf(value) {
  const text = value.getText();
  if (/^(true|false|null|undefined|this)$/.test(text) || /^[\w$.]{1,28}$/.test(text)) return `\`${text}\``;
  if (ts.isAwaitExpression(value)) return valueOf(value.expression);
  if (ts.isCallExpression(value)) {
    const callee = ts.isPropertyAccessExpression(value.expression) ? value.expression.name.text : value.expression.getText();
    return /^[\w$]{2,28}$/.test(callee) ? `what \`${callee}\` gives` : undefined;
  }
  if (ts.isNewExpression(value) && ts.isIdentifier(value.expression)) return `a new \`${value.expression.text}\``;
  if (ts.isObjectLiteralExpression(value)) return "an object";
  if (ts.isArrayLiteralExpression(value)) return "a list";
  return undefined;
}

const known = new Set();
for (const folder of process.argv.slice(2)) {
  if (!isAllowed(folder)) continue;
  for (const file of sources(folder)) {
    const language = file.endsWith(".ts") ? "ts" : "js";
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
    const look = (node) => {
      if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) {
        const facts = factsOf(node, source, language);
        const key = facts && `${facts.name}(${facts.params.join()})`;
        if (facts && !known.has(key)) {
          known.add(key);
          process.stdout.write(`${JSON.stringify(facts)}\n`);
        }
      }
      ts.forEachChild(node, look);
    };
    look(source);
  }
}
