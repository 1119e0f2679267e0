// The characters that code needs and that keyboard layouts hide best.

export const CODE_CHARACTERS = ['{', '}', '[', ']', '(', ')', '<', '>', '|', '\\', '/', '"', "'", '`', '#', '=', '_', ';', '@', '~'] as const;

/** Which of them stand in a text. */
export function typedOf(text: string): ReadonlySet<string> {
  return new Set(CODE_CHARACTERS.filter((character) => text.includes(character)));
}
