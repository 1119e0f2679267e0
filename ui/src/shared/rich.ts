// Plain text with `code` between backticks, as the bank writes it. Deliberately absent: markup.

export interface Span {
  text: string;
  code: boolean;
}

/** Splits at backticks; an odd last backtick stays a character. */
export function spans(text: string): Span[] {
  const parts = text.split('`');
  if (parts.length % 2 === 0) {
    const rest = parts.pop() ?? '';
    parts.push(`${parts.pop() ?? ''}\`${rest}`);
  }
  return parts.map((part, index) => ({ text: part, code: index % 2 === 1 })).filter((span) => span.text !== '');
}

/** Code in a line breaks after a comma rather than within a word or a number. */
export function breaks(code: string): string[] {
  return code.match(/[^,]+,*|,+/g) ?? [];
}

/** Paragraphs of a statement: blank lines between. */
export function paragraphs(text: string): string[] {
  return text
    .split(/\n[ \t]*\n+/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
}
