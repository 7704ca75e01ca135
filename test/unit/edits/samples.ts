import type { EditTarget, IndentStyle } from "../../../src/edits/verdict";

/** A piece of a file, and what a good answer makes of it. */
export interface Sample {
  readonly languageId: string;
  readonly tag: string;
  readonly comment: (text: string) => string;
  readonly before: string;
  readonly original: string;
  readonly better: string;
  readonly after: string;
}

/** The gate's view of a sample; `eol` as the file has it. */
export function targetOf(sample: Sample, eol: "\n" | "\r\n" = "\n"): EditTarget {
  const withEol = (text: string): string => text.replaceAll("\n", eol);
  return {
    original: withEol(sample.original),
    before: withEol(sample.before),
    after: withEol(sample.after),
    languageId: sample.languageId,
    eol,
    indent,
  };
}

const indent: IndentStyle = { kind: "spaces", size: 4 };

const slashes = (text: string): string => `// ${text}`;
const hash = (text: string): string => `# ${text}`;
const stars = (text: string): string => `/* ${text} */`;

export const samples: readonly Sample[] = [
  {
    languageId: "typescript",
    tag: "ts",
    comment: slashes,
    before: 'import { type Row } from "./row";\n\n',
    original: `export function total(rows: readonly Row[]): number {
  let sum = 0;
  for (const row of rows) {
    sum += row.price;
  }
  return sum;
}`,
    better: `export function total(rows: readonly Row[]): number {
  let sum = 0;
  for (const { price, count } of rows) {
    if (count > 0) {
      sum += price * count;
    }
  }
  return sum;
}`,
    after: "\n\nexport const none = total([]);\n",
  },
  {
    languageId: "typescript",
    tag: "typescript",
    comment: slashes,
    before: "class Cart {\n  #rows: Row[] = [];\n\n",
    original: `  add(row: Row): void {
    const known = this.#rows.find((other) => other.id === row.id);
    if (known) {
      known.count += 1;
    } else {
      this.#rows.push(row);
    }
  }`,
    better: `  add(row: Row): void {
    const known = this.#rows.find((other) => other.id === row.id);
    if (known) {
      known.count += row.count;
      this.#changed(\`more of \${row.id}\`);
    } else {
      this.#rows.push({ ...row });
    }
  }`,
    after: "\n\n  #changed(what: string): void {\n    log(what);\n  }\n}\n",
  },
  {
    languageId: "python",
    tag: "py",
    comment: hash,
    before: "import math\n\n\n",
    original: `def find_index(items, wanted):
    for i in range(len(items) + 1):
        if items[i] == wanted:
            return i
    return -1`,
    better: `def find_index(items, wanted):
    for i, item in enumerate(items):
        if item == wanted:
            return i
    return -1`,
    after: "\n\n\nprint(find_index([1, 2], 2))\n",
  },
  {
    languageId: "python",
    tag: "python",
    comment: hash,
    before: "class Report:\n    def __init__(self, rows):\n        self.rows = rows\n\n",
    original: `    def average(self, key):
        total = 0
        for row in self.rows:
            total += row[key]
        return total / len(self.rows)`,
    better: `    def average(self, key):
        """Mean of one column."""
        if not self.rows:
            return 0
        total = 0
        for row in self.rows:
            total += row[key]
        return total / len(self.rows)`,
    after: "\n\n    def first(self):\n        return self.rows[0]\n",
  },
  {
    languageId: "go",
    tag: "go",
    comment: slashes,
    before: 'package main\n\nimport "fmt"\n\n',
    original: `func LastItem(items []int) (int, error) {
	if items == nil {
		return 0, fmt.Errorf("no items")
	}
	return items[len(items)], nil
}`,
    better: `func LastItem(items []int) (int, error) {
	if len(items) == 0 {
		return 0, fmt.Errorf("no items")
	}
	return items[len(items)-1], nil
}`,
    after: "\n\nfunc main() {\n\tfmt.Println(LastItem(nil))\n}\n",
  },
  {
    languageId: "java",
    tag: "java",
    comment: slashes,
    before: "package shop;\n\npublic class Cart {\n    private int count;\n\n",
    original: `    public int countOf(String name) {
        int found = 0;
        for (Item item : items) {
            if (item.name == name) {
                found++;
            }
        }
        return found;
    }`,
    better: `    public int countOf(String name) {
        int found = 0;
        for (Item item : items) {
            if (item.name.equals(name)) {
                found += item.amount;
            }
        }
        return found;
    }`,
    after: "\n\n    public int count() {\n        return count;\n    }\n}\n",
  },
  {
    languageId: "rust",
    tag: "rust",
    comment: slashes,
    before: "use std::collections::HashMap;\n\n",
    original: `pub fn count_words<'a>(text: &'a str) -> HashMap<&'a str, usize> {
    let mut counts = HashMap::new();
    for word in text.split(' ') {
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}`,
    better: `pub fn count_words<'a>(text: &'a str) -> HashMap<&'a str, usize> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace().filter(|word| *word != "'") {
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}`,
    after: '\n\nfn main() {\n    println!("{:?}", count_words("a b"));\n}\n',
  },
  {
    languageId: "c",
    tag: "c",
    comment: stars,
    before: "#include <string.h>\n\n",
    original: `static int find_char(const char *text, char wanted)
{
	for (int i = 0; i <= strlen(text); i++) {
		if (text[i] == wanted)
			return i;
	}
	return -1;
}`,
    better: `static int find_char(const char *text, char wanted)
{
	for (size_t i = 0; text[i] != '\\0'; i++) {
		if (text[i] == wanted)
			return (int)i;
	}
	return -1;
}`,
    after: "\n\nint main(void)\n{\n\treturn find_char(\"abc\", 'b');\n}\n",
  },
];
