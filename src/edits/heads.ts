/** The first line of a function, a method or a type in any common language; `next` is the line below it. */
export function isHead(line: string, next = ""): boolean {
  const bare = line.trim().replace(modifiers, "");
  if (keyword.test(bare)) return true;
  if (controlFlow.test(bare)) return false;
  if (assigned.test(bare)) return true;
  return method.test(bare) || (methodWithoutBrace.test(bare) && next.trim() === "{");
}

/** A line that brings in names or says what the file is. */
export function isPreamble(line: string): boolean {
  return /^(?:import\b|from\s+\S+\s+import\b|package\s|#\s*include\b|using\s+\w|use\s+\w|namespace\s)/.test(
    line.trim(),
  );
}

const modifiers =
  /^(?:(?:export|default|public|private|protected|internal|static|final|abstract|override|virtual|async|pub(?:\([^)]*\))?|unsafe|inline|open|data|sealed|suspend|declare|extern)\s+)+/;
const keyword = /^(?:function|def|fn|func|fun|class|struct|enum|interface|trait|impl|record|module|object)\b/;
const controlFlow =
  /^(?:if|else|for|foreach|while|switch|match|return|catch|do|try|with|when|loop|using|lock|select|elif|except|case|await|throw|new|yield)\b|^\}/;
const assigned =
  /^(?:const|let|var|val)\s+[\w$]+\s*(?::[^=]+)?=\s*(?:async\s+)?(?:function\b|\(.*=>|[\w$]+\s*=>)/;
const method = /^[\w$<>[\],.*&:?~#@\s]*[\w$#~]+\s*(?:<[^>]*>)?\([^;{}]*\)[^;{}()=]*\{$/;
const methodWithoutBrace = /^[\w$<>[\],.*&:?~#@\s]+[\w$#~]+\s*\([^;{}]*\)[^;{}()=]*$/;
