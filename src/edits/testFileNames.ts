/** Where the tests of a source file are looked for, and the place for a new one (the first), by the language's customs. */
export function testFileNames(path: string): readonly string[] {
  const [, folder = "", base = "", extension = ""] = /^(.*\/)?([^/]+?)\.([^./]+)$/.exec(path) ?? [];
  if (base === "") return [];
  const names = (...all: readonly string[]): string[] => all.map((name) => `${folder}${name}.${extension}`);
  switch (extension) {
    case "go":
      return names(`${base}_test`);
    case "py":
      return [
        ...names(`test_${base}`, `${base}_test`),
        `${folder}tests/test_${base}.py`,
        `tests/test_${base}.py`,
      ];
    case "java":
    case "kt":
    case "scala":
      return [...swapped(folder, "main", "test", `${base}Test.${extension}`), ...names(`${base}Test`)];
    case "cs":
      return names(`${base}Tests`);
    case "rb":
      return [...names(`${base}_test`), `${folder}${base}_spec.rb`, `spec/${base}_spec.rb`];
    case "rs":
      return [`tests/${base}.rs`];
    case "c":
    case "cc":
    case "cpp":
      return names(`${base}_test`, `test_${base}`);
    default:
      return [
        ...names(`${base}.test`, `${base}.spec`),
        `${folder}__tests__/${base}.test.${extension}`,
        `test/${base}.test.${extension}`,
      ];
  }
}

// src/main/java/… has its tests in src/test/java/…
function swapped(folder: string, from: string, to: string, name: string): string[] {
  const part = `src/${from}/`;
  return folder.includes(part) ? [folder.replace(part, `src/${to}/`) + name] : [];
}
