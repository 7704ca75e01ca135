/** The objects inside the first array of a JSON text that are complete, each as JSON; the text may be cut anywhere. */
export function completeObjects(jsonSoFar: string): string[] {
  const found: string[] = [];
  const arrayStart = jsonSoFar.indexOf("[");
  if (arrayStart < 0) return found;
  let depth = 0;
  let start = 0;
  let isInText = false;
  for (let at = arrayStart + 1; at < jsonSoFar.length; at += 1) {
    const character = jsonSoFar.charAt(at);
    if (isInText) {
      if (character === "\\") at += 1;
      else if (character === '"') isInText = false;
    } else if (character === '"') isInText = true;
    else if (character === "{") {
      if (depth === 0) start = at;
      depth += 1;
    } else if (character === "}") {
      depth -= 1;
      if (depth === 0) found.push(jsonSoFar.slice(start, at + 1));
    } else if (character === "]" && depth === 0) break;
  }
  return found;
}
