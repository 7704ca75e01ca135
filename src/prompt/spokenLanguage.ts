/** The name of a language as a person set it; anything else becomes "": it stands unfenced among the model's instructions. */
export function spokenLanguage(text: string): string {
  return /^[\p{L}\p{M} ()-]{0,40}$/u.test(text) ? text : "";
}
